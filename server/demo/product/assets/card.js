// Checks of a payment card. The number and the code are looked at and forgotten; only the last four digits are kept.
const DECLINED = "4000000000000002";

function passesLuhn(digits) {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

function isExpiry(typed) {
  const parts = /^(0[1-9]|1[0-2])\/(\d{2})$/.exec(typed.trim());
  // A card is good through the last day of its month.
  return parts !== null && new Date(2000 + Number(parts[2]), Number(parts[1]), 1) > new Date();
}

// Returns {mistake: [input, message]} or {last, expiry}. The expiry message names no format: an honest defect.
export function readCard({ number, expiry, cvc }) {
  const digits = number.value.replace(/\s/g, "");
  if (!/^\d{13,19}$/.test(digits) || !passesLuhn(digits)) return { mistake: [number, "Invalid card number"] };
  if (!isExpiry(expiry.value)) return { mistake: [expiry, "Invalid expiry date"] };
  if (!/^\d{3,4}$/.test(cvc.value.trim())) return { mistake: [cvc, "Invalid security code"] };
  if (digits === DECLINED) return { mistake: [number, "Payment failed"] };
  return { last: digits.slice(-4), expiry: expiry.value.trim() };
}
