// The compiled kernels: a program of WebAssembly that reads questions and writes answers. It is started for each anew, which takes less
// than drawing the answer.
const kernels = {
  module: null,
  // Losses whose kernel differs from the tables: a file of kernels of another version.
  differing: new Set(),

  async load() {
    if (WASM === "") return;
    this.module = await WebAssembly.compile(Uint8Array.from(atob(WASM), (letter) => letter.charCodeAt(0)));
    for (const [name] of kernelCheck()) this.differing.add(name);
  },

  // What the program writes to a question: the few functions of WASI that a program without files needs.
  run(question) {
    const input = new TextEncoder().encode(question), output = [];
    let at = 0, memory;
    const view = () => new DataView(memory.buffer);
    const each = (list, count, total, move) => {
      let moved = 0;
      for (let i = 0; i < count; i++) {
        const start = view().getUint32(list + 8 * i, true), size = view().getUint32(list + 8 * i + 4, true);
        moved += move(new Uint8Array(memory.buffer, start, size));
      }
      view().setUint32(total, moved, true);
      return 0;
    };
    const none = (...totals) => { for (const total of totals) view().setUint32(total, 0, true); return 0; };
    const wasi = {
      fd_read: (file, list, count, total) => each(list, count, total, (buffer) => {
        const part = input.subarray(at, at + buffer.length);
        buffer.set(part);
        at += part.length;
        return part.length;
      }),
      fd_write: (file, list, count, total) => each(list, count, total, (buffer) => { if (file === 1) output.push(buffer.slice()); return buffer.length; }),
      random_get: (start, size) => { crypto.getRandomValues(new Uint8Array(memory.buffer, start, size)); return 0; },
      args_sizes_get: none, environ_sizes_get: none, args_get: () => 0, environ_get: () => 0,
      proc_exit: (code) => { throw new Error(`the kernels ended with ${code}`); },
    };
    // Whatever else is asked for is about files, and there are none: EBADF.
    const imports = WebAssembly.Module.imports(this.module).map(({ name }) => [name, wasi[name] ?? (() => 8)]);
    const { exports } = new WebAssembly.Instance(this.module, { wasi_snapshot_preview1: Object.fromEntries(imports) });
    memory = exports.memory;
    exports._start();
    return output.map((part) => new TextDecoder().decode(part)).join("");
  },

  question({ about }, values, xs) {
    const numbers = values.slice(1);
    numbers.splice(about.first, 0, xs[0]);
    return `${about.name}\n${LENGTH}\n${numbers.join(" ")}\n${xs.join(" ")}\n`;
  },

  // A point for each line: value, gradient, and second derivative, or null where the loss has no such kernel.
  answers: (text) => text.trim().split("\n").map((line) => {
    if (line.startsWith("error: ")) return null;
    return line.split(" ").map((word) => (word === "-" ? null : Number(word.replace("inf", "Infinity"))));
  }),

  // Points of a loss, or null where it has no kernel here.
  points(loss, values, xs) {
    if (this.module === null || !loss.about.ships || this.differing.has(loss.about.name)) return null;
    const points = this.answers(this.run(this.question(loss, values, xs)));
    return points.length === xs.length && points.every((point) => point !== null) ? points : null;
  },
};

// Rows of the tables that the kernels do not reproduce.
function kernelCheck() {
  const rows = LOSSES.filter(({ about }) => about.ships).flatMap((loss) => loss.about.table.map((row) => [loss, ...row]));
  if (kernels.module === null || rows.length === 0) return [];
  const answers = kernels.answers(kernels.run(rows.map(([loss, values]) => kernels.question(loss, values, [values[0]])).join("")));
  return rows.flatMap(([loss, values, wanted], at) => {
    const got = answers[at] ?? [NaN, NaN, NaN];
    return wanted.flatMap((want, i) => (got[i] === null || agree(got[i], want) ? [] : [[loss.about.name, i, values, got[i], want]]));
  });
}
