// Leaving at once: the page is emptied before the other site answers, and is not what "back" leads to.
// Pressing Shift three times within five seconds does the same (the GOV.UK pattern "Exit a page quickly").
const exit = document.querySelector(".quick-exit a");
let presses = [];

function leave(event) {
  event?.preventDefault();
  try { localStorage.removeItem("places"); } catch {} // how far a series was read: see place.js
  document.title = "";
  document.body.hidden = true;
  location.replace(exit.href);
}

exit.addEventListener("click", leave);
addEventListener("keyup", ({ key, timeStamp }) => {
  presses = key === "Shift" ? [...presses.filter((earlier) => timeStamp - earlier < 5000), timeStamp] : [];
  if (presses.length === 3) leave();
});
