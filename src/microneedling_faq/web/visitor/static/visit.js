// Keeps a visit for as long as the browser tab lives: in the tab's own storage, which goes with it, at the chat's own address.
// Stands before chat.js in one script. Where the browser forbids storage, or the settings do, nothing is kept.

const visit = (() => {
  const VERSION = 1;
  const KEY = `microneedling-faq ${new URL(".", location.href).pathname}`; // other chats may be under other paths
  const OPEN_KEY = `${KEY} open`; // read by reopen.js

  function tabStorage() {
    try {
      const storage = window.sessionStorage;
      if (props.keep_visits) {
        storage.setItem(`${KEY} trial`, "");
        storage.removeItem(`${KEY} trial`);
        return storage;
      }
      storage.removeItem(KEY);
      storage.removeItem(OPEN_KEY);
    } catch {
      // forbidden
    }
    return null;
  }

  const storage = tabStorage();

  return {
    kept: storage !== null,

    /* What was written last, or null. */
    read() {
      try {
        const state = JSON.parse(storage?.getItem(KEY) ?? "null");
        return state?.version === VERSION && state.language in props.languages ? state : null;
      } catch {
        return null;
      }
    },

    write(state) {
      try {
        storage?.setItem(KEY, JSON.stringify({ version: VERSION, ...state }));
      } catch {
        storage.removeItem(KEY); // full: rather nothing than half a visit
      }
    },

    erase() {
      storage?.removeItem(KEY);
    },

    /* Whether the widget around the chat is open. */
    noteOpen(open) {
      if (open) storage?.setItem(OPEN_KEY, "");
      else storage?.removeItem(OPEN_KEY);
    },
  };
})();
