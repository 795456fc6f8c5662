// The elements of an array of this length, and those of one at places.
const A = (length, each) => Array.from({ length }, (_, i) => each(i)), P = (array, places) => places.map((place) => array[place]);

// The functions of formulas, as the interpreter computes them.
const F = {
  abs: Math.abs, sign: Math.sign, min: Math.min, max: Math.max, exp: Math.exp, exp_m1: Math.expm1, ln: Math.log, ln_1p: Math.log1p,
  sqrt: Math.sqrt, sin: Math.sin, cos: Math.cos, tan: Math.tan, asin: Math.asin, acos: Math.acos, atan: Math.atan,
  tanh: Math.tanh, sinh: Math.sinh, cosh: Math.cosh, hypot: Math.hypot,
  relu: (x) => Math.max(x, 0),
  clamp: (x, low, high) => Math.min(Math.max(x, low), high),
  pow: (x, p) => (x < 0 ? NaN : Math.pow(x, p)),
  powi: (x, n) => Math.pow(x, n),
  sigmoid: (x) => { const e = Math.exp(-Math.abs(x)); return (x < 0 ? e : 1) / (1 + e); },
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  log_sigmoid: (x) => -F.softplus(-x),
  xlogy: (x, y) => (x === 0 && !Number.isNaN(y) ? 0 : x * Math.log(y)),
  xlog1py: (x, y) => (x === 0 && !Number.isNaN(y) ? 0 : x * Math.log1p(y)),
  log_ratio: (x, y) => {
    if (x > 0 && y > 0 && x < 2 * y && y < 2 * x) return Math.log1p((x - y) / y);
    const ratio = x / y;
    return ratio > 1e-300 && ratio < 1e300 ? Math.log(ratio) : Math.log(x) - Math.log(y);
  },
  log_cosh: (x) => {
    const size = Math.abs(x);
    if (size < 1) { const half = Math.sinh(x / 2); return Math.log1p(2 * half * half); }
    return size - Math.LN2 + Math.log1p(Math.exp(-2 * size));
  },
  exp_rest: (x) => {
    if (Math.abs(x) > 1) return Math.exp(x) - 1 - x;
    let term = x * x / 2, sum = term;
    for (let n = 3; n < 30; n++) { term *= x / n; sum += term; }
    return sum;
  },
  ln_rest: (x) => { const log = Math.log1p(x); return x < 1 ? F.exp_rest(log) : x === Infinity ? x : x - log; },
  softplus_rest: (x) => { const t = Math.log1p(Math.tanh(Math.abs(x) / 2)); return x < 0 ? -t : x - t; },
  log_hypot: (x) => { const size = Math.abs(x); return size < 1 ? Math.log1p(x * x) / 2 : Math.log(size) + Math.log1p(1 / (size * size)) / 2; },
  log_hypot_slope: (x) => (Math.abs(x) < 1 ? x / (1 + x * x) : 1 / (x + 1 / x)),
  sin_pi: (x) => Math.sin(Math.PI * (x % 2)),
  cos_pi: (x) => Math.cos(Math.PI * (x % 2)),
  hypot_rest: (x, y) => { const root = Math.hypot(x, y); return y > 0 ? x * (x / (root + y)) : root - y; },
  // Along an axis: the elements, and at which of them.
  sum: (x) => x.reduce((sum, one) => sum + one, 0),
  max_over: (x) => x.reduce((most, one) => Math.max(most, one), -Infinity),
  min_over: (x) => x.reduce((least, one) => Math.min(least, one), Infinity),
  norm: (x) => Math.hypot(...x),
  cumsum: (x, at) => F.sum(x.slice(0, at + 1)),
  cumsum_back: (x, at) => F.sum(x.slice(at)),
  // The largest, what the exponentials of the others sum to beside it, and where it is.
  shifted: (x) => {
    const largest = F.max_over(x), most = x.indexOf(largest), finite = Number.isFinite(largest);
    const shifts = x.map((one, i) => (i === most || (!finite && one === largest) ? 0 : one - largest)), each = shifts.map(Math.exp);
    return { largest, most, shifts, each, rest: F.sum(each.filter((_, i) => i !== most)) };
  },
  logsumexp: (x) => { const { largest, rest } = F.shifted(x); return largest + Math.log1p(rest); },
  softmax: (x, at) => { const { each, rest } = F.shifted(x); return each[at] / (1 + rest); },
  softmax_rest: (x, at) => { const { each, rest } = F.shifted(x); return F.sum(each.filter((_, i) => i !== at)) / (1 + rest); },
  log_softmax: (x, at) => { const { shifts, rest } = F.shifted(x); return shifts[at] - Math.log1p(rest); },
  log_mix: (x, y) => {
    if (y === 1) return F.log_sigmoid(x);
    if (y === 0) return F.log_sigmoid(-x);
    const mix = (x) => y * F.sigmoid(x) + (1 - y) * F.sigmoid(-x);
    const rest = mix(-x);
    return rest < 0.5 ? Math.log1p(-rest) : Math.log(mix(x));
  },
  erf: (x) => {
    const size = Math.abs(x);
    if (size < 3) {
      let term = x, sum = x;
      for (let n = 1; n < 200; n++) { term *= 2 * x * x / (2 * n + 1); sum += term; }
      return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }
    if (size < 7) {
      let fraction = size;
      for (let n = 59; n > 0; n--) fraction = size + n / 2 / fraction;
      return Math.sign(x) * (1 - Math.exp(-x * x) / (fraction * Math.sqrt(Math.PI)));
    }
    return Math.min(Math.max(x, -1), 1);
  },
  BERNOULLI: [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510],
  lgamma: (x) => {
    if (x <= 0 && x === Math.floor(x)) return Infinity;
    if (x < 0) return Math.log(Math.PI / Math.abs(x * Math.sin(Math.PI * x))) - F.lgamma(-x);
    let product = 1;
    while (x < 20) { product *= x; x += 1; }
    let tail = 0;
    for (let i = F.BERNOULLI.length - 1; i >= 0; i--) { const k = 2 * (i + 1); tail = tail / (x * x) + F.BERNOULLI[i] / (k * (k - 1)); }
    return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + tail / x - Math.log(product);
  },
  digamma: (x) => {
    if (x <= 0 && x === Math.floor(x)) return NaN;
    if (x < 0) return F.digamma(1 - x) - Math.PI / Math.tan(Math.PI * x);
    let sum = 0;
    while (x < 20) { sum -= 1 / x; x += 1; }
    let tail = 0;
    for (let i = F.BERNOULLI.length - 1; i >= 0; i--) tail = tail / (x * x) + F.BERNOULLI[i] / (2 * (i + 1));
    return sum + Math.log(x) - 0.5 / x - tail / (x * x);
  },
  trigamma: (x) => F.polygamma(1, x),
  // For orders from 1 on and positive x; elsewhere no loss asks for it.
  polygamma: (n, x) => {
    if (n === 0) return F.digamma(x);
    if (!(x > 0)) return NaN;
    let factorial = 1, sum = 0, tail = 0;
    for (let i = 2; i <= n; i++) factorial *= i;
    while (x < 20 + n) { sum += factorial / Math.pow(x, n + 1); x += 1; }
    for (let i = F.BERNOULLI.length - 1; i >= 0; i--) {
      const k = 2 * (i + 1);
      let rising = 1;
      for (let j = 1; j < n; j++) rising *= k + j;
      tail = tail / (x * x) + F.BERNOULLI[i] * rising;
    }
    const first = factorial / n / Math.pow(x, n) + factorial / 2 / Math.pow(x, n + 1);
    return (n % 2 === 1 ? 1 : -1) * (sum + first + tail / Math.pow(x, n + 2));
  },
};
