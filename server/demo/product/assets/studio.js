// The studio's books: sample data on the first visit, then whatever the visitor changed, kept in this browser.
const KEY = "quillbook-studio";

export const PLANS = {
  solo: { name: "Solo", seats: 1, monthly: 9 },
  studio: { name: "Studio", seats: 6, monthly: 24 },
  atelier: { name: "Atelier", seats: 15, monthly: 49 },
};
export const MONTHS_PAID_IN_A_YEAR = 10;

const SAMPLE = {
  profile: {
    name: "Mara Lindqvist", email: "mara@halden.example", language: "English", zone: "Europe/Berlin",
    week: "Monday", rate: "85", terms: "14",
  },
  confirmed: ["mara@halden.example", "jonas@halden.example", "priya@halden.example"],
  switches: { digest: true, reminders: false, rounding: true },
  connections: { calendar: false, accounting: false, bank: true },
  billing: { company: "Halden Studio GmbH", address: "Lindenstraße 14, 10969 Berlin", country: "DE", vat: "" },
  card: { last: "4242", expiry: "10/26", failed: true },
  plan: { key: "studio", period: "monthly", ends: "" },
  members: [
    { name: "Jonas Halden", email: "jonas@halden.example", role: "Owner" },
    { name: "Mara Lindqvist", email: "mara@halden.example", role: "Admin" },
    { name: "Priya Raman", email: "priya@halden.example", role: "Member" },
    { name: "Luca Ferri", email: "luca@halden.example", role: "Member" },
    { name: "Ada Okafor", email: "ada@okafor.example", role: "Accountant" },
  ],
  invitations: [{ email: "tomas@weiss.example", role: "Member" }],
  clients: [
    { name: "Fjord Ceramics", email: "studio@fjordceramics.example", city: "Bergen" },
    { name: "Museum of Tides", email: "accounts@museumoftides.example", city: "Bremerhaven" },
    { name: "Bakery Lindenhof", city: "Potsdam" },
    { name: "North Pier Architects", email: "office@northpier.example", city: "Hamburg" },
    { name: "Kestrel Bikes", email: "hello@kestrel.example", city: "Utrecht" },
    { name: "Orla & Finch", city: "Galway" },
  ],
  invoices: [
    { number: "QB-1046", client: "Bakery Lindenhof", days: 1, status: "Draft", lines: [["Packaging, second round", 14.5], ["Print supervision", 4]] },
    { number: "QB-1045", client: "Museum of Tides", days: 3, status: "Draft", lines: [["Exhibition signage", 22], ["Site visit", 6.5]] },
    { number: "QB-1044", client: "Fjord Ceramics", days: 9, status: "Sent", lines: [["Shop photography", 18], ["Retouching", 7.5]] },
    { number: "QB-1043", client: "Kestrel Bikes", days: 13, status: "Sent", lines: [["Spring catalogue", 31]] },
    { number: "QB-1042", client: "North Pier Architects", days: 34, status: "Overdue", lines: [["Portfolio website", 46.5]] },
    { number: "QB-1041", client: "Museum of Tides", days: 40, status: "Paid", lines: [["Exhibition identity", 38]] },
    { number: "QB-1040", client: "Orla & Finch", days: 47, status: "Paid", lines: [["Label drawings", 12.5]] },
    { number: "QB-1039", client: "Fjord Ceramics", days: 61, status: "Paid", lines: [["Shop relaunch", 54]] },
  ],
  running: null,
  logged: [],
  imported: 0,
};

export function read() {
  return { ...structuredClone(SAMPLE), ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
}

// Changes are written whole per part ("billing", "members", ...), so later samples can grow new parts.
export function update(parts) {
  const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
  localStorage.setItem(KEY, JSON.stringify({ ...kept, ...parts }));
  return read();
}

export const totalOf = (invoice, rate) =>
  invoice.lines.reduce((sum, [, hours]) => sum + hours, 0) * Number(rate);

export const seatsUsed = (studio) => studio.members.length + studio.invitations.length;

const WORK = [
  ["Fjord Ceramics", "Shop photography", "Luca Ferri"],
  ["Museum of Tides", "Exhibition signage", "Priya Raman"],
  ["North Pier Architects", "Portfolio website", "Mara Lindqvist"],
  ["Kestrel Bikes", "Spring catalogue", "Priya Raman"],
  ["Bakery Lindenhof", "Packaging", "Luca Ferri"],
  ["Museum of Tides", "Exhibition identity", "Jonas Halden"],
];

export const loggedOf = (studio) => studio.logged.map((entry) => ({ ...entry, day: new Date(entry.day) }));

// The same day always has the same entries: hours follow from the date alone.
export function entriesOf(day) {
  if (day.getDay() === 0 || day.getDay() === 6) return [];
  const seed = day.getFullYear() * 372 + day.getMonth() * 31 + day.getDate();
  return WORK.filter((_, index) => (seed * 7 + index * 5) % 9 < 5).map(([client, task, person], index) => ({
    day, client, task, person, hours: 1.5 + ((seed * (index + 3)) % 11) / 2,
  }));
}
