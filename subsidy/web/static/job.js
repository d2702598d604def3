// A job's page keeps up with the job: asked after 2 s, then less often; over, it goes where the job leads, or is drawn anew.
(() => {
  const job = document.querySelector("#job[data-now]");
  if (!job) return;
  const lost = document.getElementById("job-lost"), said = document.getElementById("job-said");
  const FIRST = 2000, LONGEST = 15000;
  let wait = FIRST, seen = job.textContent;

  async function ask() {
    let told;
    try {
      const answer = await fetch(job.dataset.now, {headers: {Accept: "application/json"}});
      told = await answer.json();
      if (answer.status === 401) return location.reload();
      if (!answer.ok) throw new Error(answer.status);
    } catch {
      lost.textContent = job.dataset.lost;
      wait = Math.min(2 * wait, LONGEST);
      return setTimeout(ask, wait);
    }
    lost.textContent = "";
    if (told.over) return told.next ? location.replace(told.next) : location.reload();
    job.innerHTML = told.html;
    if (said.textContent !== told.label) said.textContent = told.label;  // heard once a step, not once a second
    wait = job.textContent === seen ? Math.min(1.5 * wait, LONGEST) : FIRST;  // while it moves, it is worth asking
    seen = job.textContent;
    setTimeout(ask, wait);
  }

  setTimeout(ask, wait);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") wait = FIRST; });
})();
