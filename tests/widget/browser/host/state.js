// A page whose state has everything in it that a snapshot tells.
const root = document.getElementById("host").attachShadow({ mode: "open" });
root.innerHTML =
  "<label>Tax <input id='tax' aria-invalid='true' aria-describedby='bad'></label><p id='bad' role='alert'>Tax number is too short</p>" +
  "<button id='deep' disabled title='Wait for the check'>Go on</button><div role='alert'>The check is slow today</div>";
document.getElementById("menu").showPopover();

const tag = document.createElement("script");
tag.async = true;
tag.dataset.site = "test-site";
tag.dataset.boot = "idle";
tag.src = "WIDGET/widget/handrail.js";
document.head.append(tag);
