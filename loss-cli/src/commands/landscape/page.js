// Two ways of computing agree to nine digits. Infinities are texts in the tables.
function agree(got, wanted) {
  const want = typeof wanted === "string" ? Number(wanted.replace("inf", "Infinity")) : wanted;
  return Object.is(got, want) || got === want || Math.abs(got - want) <= 1e-9 * Math.max(1, Math.abs(want));
}

// Rows of the tables that the functions of this page do not reproduce.
function selfCheck() {
  const bad = [];
  for (const { about, f } of LOSSES) {
    for (const [values, wanted] of about.table) {
      const got = f(values);
      wanted.forEach((want, i) => { if (!agree(got[i], want)) bad.push([about.name, i, values, got[i], want]); });
    }
  }
  return bad;
}

// Value, gradient and second derivative at each of these places, and which of the three are the kernels'.
function evaluate(loss, values, xs) {
  const own = (x) => loss.f([x, ...values.slice(1)]), points = kernels.points(loss, values, xs);
  if (points === null) return { points: xs.map(own), kernel: [false, false, false] };
  const kernel = points[0].map((number) => number !== null);
  return { points: kernel.every(Boolean) ? points : points.map((point, k) => { const mine = own(xs[k]); return point.map((x, i) => x ?? mine[i]); }), kernel };
}

// Who computed what is drawn.
function drawnBy(loss, kernel) {
  if (kernel.every(Boolean)) return "Drawn by the compiled kernel.";
  const own = "a function of this page, written from the graph that the kernel is compiled from";
  if (kernel[0]) return `Value and gradient are drawn by the compiled kernel, the second derivative by ${own}.`;
  if (kernels.differing.has(loss.about.name)) return `Drawn by ${own}: the kernel here is of another version.`;
  return `Drawn by ${own}.`;
}

const titles = (x) => ["value", `gradient by ${x}`, `second derivative by ${x}`];
const W = 350, H = 300, L = 56, R = 10, T = 28, B = 44;

function short(x) {
  if (!Number.isFinite(x)) return String(x);
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return String(Number(x.toPrecision(3)).toExponential()).replace("e+", "e").replace("-", "−");
  return String(Number(x.toPrecision(6))).replace("-", "−");
}

function ticks(low, high, count) {
  const rough = (high - low) / count, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((s) => s * power).find((s) => s >= rough) || power;
  const all = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) all.push(i * step);
  return all;
}

// The values of a panel; what shoots up next to an end is cut off, as `loss plot` does.
function covering(values, size) {
  const all = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (all.length === 0) return [-1, 1];
  const cut = Math.floor((all.length - 1) * 0.02), inner = [all[cut], all[all.length - 1 - cut]];
  const room = (inner[1] - inner[0]) * 0.6;
  let low = Math.max(all[0], inner[0] - room), high = Math.min(all[all.length - 1], inner[1] + room);
  // What is the same everywhere, up to rounding beside the other panels.
  if (!(high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high), size))) {
    const middle = (low + high) / 2;
    [low, high] = Math.abs(middle) <= 1e-9 * size ? [-1, 1] : [Math.min(0, 1.5 * middle), Math.max(0, 1.5 * middle)];
  }
  const margin = 0.06 * (high - low);
  return [low - margin, high + margin];
}

function curve(loss, values) {
  // An odd number of steps: no point is on a kink at a round number, where the gradient is that of neither side. Arrays take longer.
  const { from, to } = loss.about.slots[0], N = loss.about.note === "" ? 479 : 319;
  const xs = Array.from({ length: N + 1 }, (_, i) => from + (to - from) * i / N), { points, kernel } = evaluate(loss, values, xs);
  return { kernel, points: points.map((point, i) => [xs[i], ...point]) };
}

// A path with gaps where the line steps or is not finite.
function path(points, panel, X, Y, height) {
  let text = "", drawn = false;
  const value = (i) => (points[i] ? points[i][panel + 1] : NaN);
  points.forEach((point, i) => {
    const y = value(i);
    if (!Number.isFinite(y)) { drawn = false; return; }
    const step = Math.abs(y - value(i - 1)), small = (a, b) => !(Math.abs(a - b) >= step / 6);
    const broken = step > 0.02 * height && small(value(i - 2), value(i - 1)) && small(value(i + 1), y);
    text += (drawn && !broken ? "L" : "M") + X(point[0]).toFixed(1) + " " + Math.min(Math.max(Y(y), -H), 2 * H).toFixed(1);
    drawn = true;
  });
  return text;
}

function start() {
  const get = (id) => document.getElementById(id);
  const make = (name, attributes, text) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    if (text !== undefined) element.textContent = text;
    return element;
  };
  let loss = LOSSES[0], values = [], hover = null;

  function draw() {
    const panels = get("panels"), { slots } = loss.about;
    const { points: now, kernel } = curve(loss, values);
    const moved = values.some((value, i) => i > 0 && value !== slots[i].value);
    const usual = moved ? curve(loss, slots.map((slot) => slot.value)).points : [];
    const there = hover === null ? null : evaluate(loss, values, [hover]).points[0];
    get("by").textContent = drawnBy(loss, kernel);
    const size = Math.max(0, ...now.map((point) => Math.abs(point[1])).filter(Number.isFinite));
    panels.replaceChildren();
    titles(slots[0].name).forEach((title, panel) => {
      const svg = make("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": `${title} of ${loss.about.name}` });
      const [low, high] = covering([...now, ...usual].map((point) => point[panel + 1]), size);
      const { from, to } = slots[0];
      const X = (x) => L + (x - from) / (to - from) * (W - L - R), Y = (y) => H - B - (y - low) / (high - low) * (H - T - B);
      svg.append(make("text", { x: L, y: 16, class: "head" }, title));
      for (const tick of ticks(low, high, 6)) {
        svg.append(make("path", { class: Math.abs(tick) < 1e-12 ? "zero" : "grid", d: `M${L} ${Y(tick)}H${W - R}` }));
        svg.append(make("text", { x: L - 7, y: Y(tick) + 4, "text-anchor": "end" }, short(tick)));
      }
      for (const tick of ticks(from, to, 6)) {
        svg.append(make("path", { class: "grid", d: `M${X(tick)} ${T}V${H - B}` }));
        svg.append(make("text", { x: X(tick), y: H - B + 18, "text-anchor": "middle" }, short(tick)));
      }
      svg.append(make("path", { class: "axis", d: `M${L} ${T}V${H - B}H${W - R}` }));
      svg.append(make("text", { x: (L + W - R) / 2, y: H - 6, class: "soft", "text-anchor": "middle" }, slots[0].name));
      const clip = make("clipPath", { id: `clip${panel}` });
      clip.append(make("rect", { x: L, y: T, width: W - L - R, height: H - T - B }));
      const group = make("g", { "clip-path": `url(#clip${panel})` });
      if (moved) group.append(make("path", { class: "default", d: path(usual, panel, X, Y, high - low) }));
      group.append(make("path", { class: "set", d: path(now, panel, X, Y, high - low) }));
      if (hover !== null) {
        const y = there[panel];
        group.append(make("path", { class: "cross", d: `M${X(hover)} ${T}V${H - B}` }));
        if (Number.isFinite(y)) group.append(make("circle", { class: "dot", cx: X(hover), cy: Y(y), r: 4 }));
      }
      svg.append(clip, group);
      svg.addEventListener("pointermove", (event) => {
        const box = svg.getBoundingClientRect(), x = from + ((event.clientX - box.left) / box.width * W - L) / (W - L - R) * (to - from);
        hover = Math.min(Math.max(x, from), to);
        draw();
      });
      panels.append(svg);
    });
    const reading = get("reading");
    reading.replaceChildren();
    if (hover === null) {
      reading.append(document.createElement("i"), "as set");
      if (moved) {
        const mark = document.createElement("i");
        mark.className = "default";
        reading.append(mark, "before anything was moved");
      }
    } else {
      const [value, gradient, second] = there.map((x) => (Number.isFinite(x) ? Number(x.toPrecision(5)) : x));
      reading.append(`${slots[0].name} = ${hover.toPrecision(4)}: value ${value}, gradient ${gradient}, second derivative ${second}`);
    }
  }

  function controls() {
    const box = get("controls");
    box.replaceChildren();
    loss.about.slots.forEach((slot, i) => {
      if (i === 0 || slot.by === "nothing") return;
      const label = document.createElement("label"), slider = document.createElement("input"), field = document.createElement("input");
      label.append(slot.name, slider, field);
      // A slider may move the exponent.
      const decades = slot.by === "decades", there = decades ? Math.log10 : (x) => x, back = decades ? (x) => 10 ** x : (x) => x;
      const set = (value) => {
        if (!Number.isFinite(value)) { field.value = Number(values[i].toPrecision(6)); return; }
        values[i] = Math.min(Math.max(value, slot.least ?? -Infinity), slot.most ?? Infinity);
        slider.value = there(values[i]);
        field.value = Number(values[i].toPrecision(6));
        address();
        draw();
      };
      if (slot.by === "box") {
        slider.type = "checkbox";
        slider.checked = values[i] !== 0;
        slider.addEventListener("input", () => { values[i] = slider.checked ? 1 : 0; address(); draw(); });
        field.remove();
      } else {
        const step = slot.by === "whole" ? 1 : "any";
        Object.assign(slider, { type: "range", min: there(slot.from), max: there(slot.to), step, value: there(values[i]) });
        Object.assign(field, { type: "number", step, value: Number(values[i].toPrecision(6)) });
        slider.addEventListener("input", () => set(back(Number(slider.value))));
        field.addEventListener("change", () => set(field.value === "" ? NaN : Number(field.value)));
        field.setAttribute("aria-label", slot.name);
      }
      box.append(label);
    });
  }

  // The address says what is shown: `#Huber&delta=2`. Browsers let it change a few times a second.
  let due = null;
  function address() {
    clearTimeout(due);
    due = setTimeout(() => {
      const changed = loss.about.slots.map((slot, i) => (i > 0 && values[i] !== slot.value ? `&${encodeURIComponent(slot.name)}=${values[i]}` : ""));
      history.replaceState(null, "", `#${encodeURIComponent(loss.about.name)}${changed.join("")}`);
    }, 200);
  }

  function show(name, wanted = {}) {
    loss = LOSSES.find((one) => one.about.name === name) || LOSSES[0];
    values = loss.about.slots.map((slot) => (Number.isFinite(wanted[slot.name]) ? wanted[slot.name] : slot.value));
    hover = null;
    get("name").textContent = loss.about.name;
    get("summary").textContent = loss.about.summary;
    get("definition").textContent = loss.about.definition;
    get("note").textContent = loss.about.note;
    document.title = loss.about.name;
    controls();
    draw();
    list();
    get("list").querySelector("[aria-current=true]")?.scrollIntoView({ block: "nearest" });
  }

  function list() {
    const wanted = get("search").value.toLowerCase(), box = get("list");
    box.replaceChildren();
    let chapter = null;
    for (const { about } of LOSSES) {
      if (!(about.name + " " + about.chapter + " " + about.summary).toLowerCase().includes(wanted)) continue;
      if (about.chapter !== chapter) {
        chapter = about.chapter;
        const head = document.createElement("h3");
        head.textContent = chapter;
        box.append(head);
      }
      const button = document.createElement("button");
      button.textContent = about.name;
      button.setAttribute("aria-current", String(about === loss.about));
      button.addEventListener("click", () => { show(about.name); address(); });
      box.append(button);
    }
  }

  function fromAddress() {
    const [name, ...parts] = location.hash.slice(1).split("&").map(decodeURIComponent);
    show(name, Object.fromEntries(parts.map((part) => [part.split("=")[0], Number(part.split("=")[1])])));
  }

  get("search").addEventListener("input", list);
  get("panels").addEventListener("pointerleave", () => { hover = null; draw(); });
  get("reset").addEventListener("click", () => { show(loss.about.name); address(); });
  get("copy").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(loss.about.definition);
      get("copy").textContent = "Copied";
    } catch {
      // Pages from a file may not write there: then it is selected.
      getSelection().selectAllChildren(get("definition"));
      get("copy").textContent = "Selected";
    }
    setTimeout(() => { get("copy").textContent = "Copy"; }, 1500);
  });
  addEventListener("hashchange", fromAddress);
  fromAddress();

  const losses = `${LOSSES.length} ${LOSSES.length === 1 ? "loss" : "losses"}`, rows = LOSSES.reduce((sum, one) => sum + one.about.table.length, 0);
  const bad = selfCheck(), check = get("check");
  check.textContent = bad.length === 0
    ? `${losses}; the functions of this page agree with the interpreter of the compiler at all ${rows} points of its tables.`
    : `The functions of this page differ from the interpreter of the compiler at ${bad.length} of ${rows} points, first for ${bad[0][0]}.`;
  kernels.ready = kernels.load().then(() => {
    if (kernels.module === null) return;
    const other = [...kernels.differing];
    check.textContent += other.length === 0
      ? " So do the compiled kernels."
      : ` The compiled kernels, of another version, differ for ${other.length} of them, first for ${other[0]}.`;
    draw();
  }, (error) => { check.textContent += ` The compiled kernels do not run here: ${error.message}.`; });
}

if (typeof document !== "undefined") start();
