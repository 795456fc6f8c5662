// Moves everything on the page of `loss landscape` as a reader would, and says what is wrong in the document.
(() => {
  const wrong = [], get = (id) => document.getElementById(id), all = (query) => [...document.querySelectorAll(query)];
  const note = (text) => { if (wrong.length < 20) wrong.push(text); };
  const check = (truth, text) => { if (!truth) note(text); };
  const tell = (element, kind) => element.dispatchEvent(new Event(kind, { bubbles: true }));
  addEventListener("error", (event) => note(`error: ${event.message}`));
  let moved = 0, changed = 0, held = 0, byKernels = 0, losses = [];

  const drawn = (where) => {
    const panels = all("#panels svg");
    check(panels.length === 3, `${where}: ${panels.length} panels`);
    return panels.map((panel) => {
      const line = panel.querySelector("path.set")?.getAttribute("d") ?? "";
      check(!/NaN|Infinity|undefined/.test(panel.outerHTML), `${where}: no number in a panel`);
      check(panel.querySelectorAll("text").length >= 5, `${where}: no labels`);
      return line;
    });
  };

  // Kernels and the functions of the page, where neither was asked for the tables.
  const compare = (loss) => {
    const { from, to, value } = loss.about.slots[0], values = loss.about.slots.map((slot) => slot.value);
    const xs = [value, ...Array.from({ length: 24 }, (_, i) => from + (to - from) * (i + 0.53) / 24)];
    const points = kernels.points(loss, values, xs);
    points?.forEach((point, k) => loss.f([xs[k], ...values.slice(1)]).forEach((own, i) => {
      if (point[i] !== null && !agree(point[i], own)) note(`${loss.about.name} at ${xs[k]}: the kernel gives ${point[i]}, the page ${own}`);
    }));
  };

  const run = () => {
    losses = all("#list button").map((button) => button.textContent);
    check(losses.length === LOSSES.length, `${losses.length} of ${LOSSES.length} in the list`);
    for (const name of losses) {
      all("#list button").find((button) => button.textContent === name).click();
      check(get("name").textContent === name, `${name}: another name is shown`);
      check(get("definition").textContent.includes(`loss ${name}(`), `${name}: another definition is shown`);
      const first = drawn(name), begins = first.filter((line) => line.includes("L")).length;
      check(first[0].includes("L") && begins >= 2, `${name}: nothing is drawn`);
      if (/drawn by the compiled kernel/i.test(get("by").textContent)) byKernels += 1;
      compare(LOSSES.find((one) => one.about.name === name));
      for (const slider of all("#controls input[type=range], #controls input[type=checkbox]")) {
        const label = slider.closest("label").textContent, where = `${name}, ${label}`;
        if (slider.type === "checkbox") {
          slider.checked = !slider.checked;
        } else {
          const ends = [Number(slider.min), Number(slider.max)], at = Number(slider.value);
          slider.value = at === ends[1] ? ends[0] : ends[1];
        }
        tell(slider, "input");
        moved += 1;
        const now = drawn(where);
        check(all("#panels path.default").length === 3, `${where}: what was before is not shown`);
        if (now.join() !== first.join()) changed += 1;
        get("reset").click();
        check(drawn(where).join() === first.join() && all("#panels path.default").length === 0, `${where}: not as before after a reset`);
      }
    }
    check(moved > losses.length && changed > 0.8 * moved, `${changed} of ${moved} controls change a curve`);

    const choose = (name) => all("#list button").find((button) => button.textContent === name)?.click();
    if (losses.includes("Huber")) {
      choose("Huber");
      const delta = () => all("#controls label").find((label) => label.textContent === "delta").querySelector("input[type=number]"), field = delta();
      for (const [typed, taken] of [["2.5", 2.5], ["", 2.5], ["-3", Number(field.value)]]) {
        field.value = typed;
        tell(field, "change");
        const value = Number(field.value);
        check(typed === "-3" ? value > 0 : value === taken, `${typed} is taken as ${value}`);
      }
      const panel = document.querySelector("#panels svg"), box = panel.getBoundingClientRect();
      panel.dispatchEvent(new MouseEvent("pointermove", { clientX: box.left + box.width / 2, clientY: box.top + 9, bubbles: true }));
      check(/value [\d.e-]+, gradient -?[\d.e-]+, second derivative/.test(get("reading").textContent), `reading: ${get("reading").textContent}`);
      history.replaceState(null, "", "#Huber&delta=2");
      tell(window, "hashchange");
      check(Number(delta().value) === 2, "the address does not set delta");
      delta().value = "3";
      tell(delta(), "change");
    }
    if (losses.includes("Cauchy")) {
      get("search").value = "cauchy";
      tell(get("search"), "input");
      check(all("#list button").some((button) => button.textContent === "Cauchy") && all("#list button").length < 5, "the search finds too much or nothing");
    }
    // What kernels give, to the nine digits that the page promises.
    for (const [name, at, wanted] of KERNELS) {
      const loss = LOSSES.find((one) => one.about.name === name);
      if (!loss) continue;
      check(loss.about.slots.length === at.length, `${name} takes ${loss.about.slots.length} numbers, not ${at.length}`);
      const got = loss.f(at);
      const far = wanted.some((want, i) => want !== null && !(Math.abs(got[i] - want) <= 1e-9 * Math.max(1, Math.abs(want))));
      if (far) note(`the kernel: ${name} at ${at}: ${got}, and not ${wanted}`);
      held += 1;
    }
    get("copy").click();
    check(selfCheck().length === 0, `the tables: ${JSON.stringify(selfCheck()[0])}`);
    check(kernelCheck().length === 0, `the tables, by kernels: ${JSON.stringify(kernelCheck()[0])}`);
    check(byKernels === (WASM === "" ? 0 : losses.length), `${byKernels} of ${losses.length} losses are drawn by kernels: ${get("check").textContent}`);
    setTimeout(() => {
      check(!losses.includes("Huber") || location.hash === "#Huber&delta=3", `the address is ${location.hash}`);
      check(["Copied", "Selected"].includes(get("copy").textContent), "nothing is copied");
      tellVerdict();
    }, 500);
  };
  const tellVerdict = () => {
    const verdict = document.createElement("pre");
    verdict.id = "verdict";
    verdict.textContent = wrong.length === 0 ? `passed: ${losses.length} losses, ${moved} controls moved, ${changed} change a curve, ${held} points of kernels, ${byKernels} drawn by kernels` : wrong.join("\n");
    document.body.append(verdict);
  };
  kernels.ready.then(run).catch((error) => {
    note(`error: ${error.message}`);
    tellVerdict();
  });
})();
