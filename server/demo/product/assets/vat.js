// Countries and the shape of their VAT numbers: country prefix, then what the country prescribes.
export const COUNTRIES = {
  AT: ["Austria", /^ATU\d{8}$/], BE: ["Belgium", /^BE[01]\d{9}$/], DE: ["Germany", /^DE\d{9}$/],
  DK: ["Denmark", /^DK\d{8}$/], ES: ["Spain", /^ES[A-Z0-9]\d{7}[A-Z0-9]$/], FI: ["Finland", /^FI\d{8}$/],
  FR: ["France", /^FR[A-Z0-9]{2}\d{9}$/], IE: ["Ireland", /^IE\d{7}[A-Z]{1,2}$/], IT: ["Italy", /^IT\d{11}$/],
  NL: ["Netherlands", /^NL\d{9}B\d{2}$/], PL: ["Poland", /^PL\d{10}$/], SE: ["Sweden", /^SE\d{12}$/],
};

export function normaliseVat(typed) {
  return typed.replace(/[\s.-]/g, "").toUpperCase();
}

export function isVat(typed) {
  const vat = normaliseVat(typed);
  return COUNTRIES[vat.slice(0, 2)]?.[1].test(vat) ?? false;
}
