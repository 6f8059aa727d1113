// Prices by the month or by the year.
import { MONTHS_PAID_IN_A_YEAR, PLANS } from "./studio.js";

document.querySelector("#period-choice").addEventListener("change", ({ target }) => {
  const yearly = target.value === "yearly";
  for (const price of document.querySelectorAll("[data-plan]")) {
    const { monthly } = PLANS[price.dataset.plan];
    price.textContent = `€${yearly ? monthly * MONTHS_PAID_IN_A_YEAR : monthly}`;
    price.nextElementSibling.textContent = yearly ? "a year" : "a month";
  }
});
