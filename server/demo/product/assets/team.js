// Team: people, open invitations, and the seats both take.
import { build, clearErrorsOnInput, fillTable, say, showError } from "./markup.js";
import { PLANS, read, seatsUsed, update } from "./studio.js";

const find = (id) => document.getElementById(id);
const email = find("invite-email");

// The honest defect: only the owner may set roles; everybody else sees a grey list and no reason.
function roleList(member) {
  const select = build("select", { disabled: true, "aria-label": `Role of ${member.name}` });
  for (const role of ["Owner", "Admin", "Member", "Accountant"]) {
    select.append(build("option", { selected: role === member.role }, role));
  }
  return select;
}

function removal(label, part, index, done) {
  const button = build("button", { class: "link", type: "button" }, label);
  button.addEventListener("click", () => {
    show(update({ [part]: read()[part].filter((_, other) => other !== index) }));
    say(find("invite-status"), done);
  });
  return button;
}

function show(studio) {
  const { name, seats } = PLANS[studio.plan.key];
  find("team-facts").textContent = `${studio.members.length} people · ${name} plan`;
  find("send-invite").dataset.seatsLeft = seats - seatsUsed(studio);
  fillTable(
    find("members"),
    studio.members.map((member, index) => [
      build("strong", {}, member.name),
      member.email,
      roleList(member),
      ["Owner", "Admin"].includes(member.role) ? "" : removal("Remove", "members", index, `${member.name} was removed`),
    ]),
  );
  fillTable(
    find("invitations"),
    studio.invitations.map((one, index) => [
      one.email,
      one.role,
      removal("Take back", "invitations", index, `Invitation to ${one.email} taken back`),
    ]),
  );
  find("invitations").hidden = studio.invitations.length === 0;
  find("no-invitations").hidden = studio.invitations.length > 0;
}

find("invite-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const studio = read();
  const address = email.value.trim().toLowerCase();
  say(find("invite-status"), "");
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address)) return showError(email, "Enter an e-mail address");
  // The honest defect: all seats are taken (open invitations count), and the message doesn't say so.
  if (seatsUsed(studio) >= PLANS[studio.plan.key].seats) return showError(email, "The invitation could not be sent");
  show(update({ invitations: [...studio.invitations, { email: address, role: find("invite-role").value }] }));
  email.value = "";
  return say(find("invite-status"), `Invitation sent to ${address}`);
});

clearErrorsOnInput(find("invite-form"));
show(read());
