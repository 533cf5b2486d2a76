// What the tabs of the desk share. Stands before each tab's own script; `element`, `props` and `server` come from gr.HTML.

const find = (selector) => element.querySelector(selector);
const isSeen = () => element.checkVisibility();

function say(text) {
  find("[data-status]").textContent = text;
}

/* Puts a text on the clipboard, and beside it the same as HTML where there is any. Works on plain HTTP too. */
function putOnClipboard(plain, html = "") {
  let done = false;
  const fill = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    event.clipboardData.setData("text/plain", plain);
    if (html) event.clipboardData.setData("text/html", html);
    done = true;
  };
  document.addEventListener("copy", fill, { capture: true, once: true });
  document.execCommand("copy"); // deprecated, yet the only way without HTTPS, and it asks nobody
  document.removeEventListener("copy", fill, { capture: true });
  return done;
}

/* What the server answers; says so where it does not, which is most often because the session has ended. */
async function ask(call, data) {
  let answer;
  try {
    answer = await call(data);
  } catch {
    answer = undefined;
  }
  if (answer) return answer;
  const status = await fetch("config").then((response) => response.status, () => 0);
  if (status === 401) say("You have been signed out. Copy what you have typed, then reload the page to sign in.");
  else say("The desk cannot be reached. Check the connection and try again.");
  return null;
}

/* Calls the last of several calls, when no other has come for a while. */
function settled(milliseconds, call) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(call, milliseconds);
  };
}
