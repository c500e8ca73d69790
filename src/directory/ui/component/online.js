/* Says when the line to the server is lost, and takes it back when it is there again: Streamlit
   goes on trying by itself, and the address holds the whole search. A server that was started anew
   knows nothing of this page until it has made it once: `again` asks for that, else the first tap
   would be lost; `ready` is told when it is done. */

const PATIENCE_MS = 2500;

function app() {
  return document.querySelector("[data-testid=stApp]");
}

export function connected() {
  return app()?.dataset.testConnectionState === "CONNECTED";
}

export function watchConnection(again, ready) {
  let waiting;
  let away = false;
  let begun = null;
  const show = (lost) => {
    for (const place of document.querySelectorAll("[data-offline]")) {
      const text = lost ? place.dataset.offline : "";
      if (place.textContent !== text) place.textContent = text;
    }
  };
  const follow = () => {
    const running = app().dataset.testScriptState !== "notRunning";
    if (begun === false && running) begun = true;
    if (begun && !running) {
      begun = null;
      ready();
    }
  };
  new MutationObserver(() => {
    const lost = !connected();
    if (lost !== away) {
      away = lost;
      clearTimeout(waiting);
      waiting = setTimeout(show, lost ? PATIENCE_MS : 0, lost);
      begun = lost ? null : false;
      if (!lost) again();
    }
    follow();
  }).observe(app(), {
    attributes: true,
    attributeFilter: ["data-test-connection-state", "data-test-script-state"],
  });
}
