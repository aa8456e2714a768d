import {
  circle,
  dark,
  dashes,
  disc,
  each,
  ellipse,
  faint,
  flat,
  floor,
  leaf,
  leafOutline,
  light,
} from '../draw.ts'
import { line, oblong, path, rect, ribs, solid, sprig, steps, turn, twice, within } from '../draw.ts'
import type { Draw } from '../draw.ts'

const fold = (y: number, h: number, fill: string, inset = 0) => {
  const x = 180 + inset
  const w = 440 - inset * 2
  return (
    rect(x, y, w, h, fill, h / 2) +
    rect(x + w - 90, y, 90, h, dark(fill, 0.1), h / 2) +
    line(`M${x + 30} ${y + h / 2}h${w - 60}`, dark(fill, 0.14), 5)
  )
}
const pad =
  'M210 250q10-40 50-30 140 24 280 0 40-10 50 30-24 150 0 300 10 44-34 40-156-24-312 0-44 4-34-40 24-150 0-300z'

const flower = (x: number, y: number, degrees: number) =>
  [0, 90, 180, 270].map((d) => leafOutline(x, y, 52, d + degrees)).join('')

export const textiles = {
  bedding: (a, b) =>
    floor(470) +
    fold(556, 64, a) +
    fold(488, 64, light(a, 0.1)) +
    fold(420, 64, a) +
    fold(352, 64, light(a, 0.1)) +
    solid('M230 344q-10-70 40-84 130-20 260 0 50 14 40 84z', light(a, 0.3), 500) +
    line('M270 300q130-20 260 0', dark(a, 0.1), 5) +
    rect(376, 250, 48, 372, b, 4) +
    rect(330, 440, 140, 84, '#fbf6e8', 8) +
    sprig(400, 516, 70, b),
  pillow: (a, b) =>
    flat(
      'M140 290q0-44 50-36 210 30 420 0 50-8 50 36-20 120 0 230 0 44-50 36-210-30-420 0-50 8-50-36 20-110 0-230z',
      a,
    ) +
    faint(0.5, line('M200 330q60-20 110-10M210 470q40 20 90 14', light(a, 0.9), 10)) +
    line('M560 262q-14 130 0 290', dark(a, 0.16), 6) +
    each([320, 400, 480], (y) => circle(590, y, 11, b)),
  throw: (a, b) =>
    ribs(208, 560, 386, 52, dark(a, 0.08), '8 10') +
    flat(
      'M200 230q0-20 20-20h360q20 0 20 20v340H200z',
      a,
      ribs(250, 200, 350, 380, b, '22 44'),
      faint(0.6, dashes('M400 260v320', b, 420, '22 44')),
    ) +
    faint(0.14, rect(200, 386, 400, 14, '#2a1f2d')) +
    faint(0.1, rect(500, 210, 100, 360, '#2a1f2d')),
  cushion: (a, b, c) =>
    flat(
      pad,
      a,
      ...[b, c].map((colour, odd) =>
        path(
          each(steps(odd, 2, odd ? 4 : 5), (i) =>
            flower(282 + (i % 3) * 118, 282 + Math.floor(i / 3) * 118, odd * 45),
          ),
          colour,
        ),
      ),
    ),
  stripecushion: (a, b, c) =>
    flat(
      pad,
      a,
      each(steps(236, 70, 6), (x, i) => rect(x, 200, 30, 420, i % 2 ? c : b)),
    ) + twice(circle(214, 240, 15, b) + circle(214, 572, 15, b)),
  towel: (a, b) =>
    rect(150, 200, 500, 20, '#c79a63', 10) +
    twice(circle(160, 210, 22, '#c79a63')) +
    flat(
      'M240 196h320v400H240z',
      a,
      ribs(262, 196, 300, 420, dark(a, 0.12), '4 26'),
      dashes('M400 226v400', dark(a, 0.12), 320, '4 26'),
    ) +
    rect(240, 500, 320, 34, b) +
    rect(240, 196, 320, 30, light(a, 0.25)) +
    faint(0.1, rect(480, 196, 80, 400, '#2a1f2d')) +
    line('M400 590v26q0 12 14 12', dark(a, 0.2), 6),
  teatowel: (a, b) =>
    circle(400, 150, 18, '#8e9396') +
    line('M400 150v34', '#8e9396', 9) +
    flat(
      'M400 176q40 40 120 60 30 180 20 390-140-30-280 0-10-210 20-390 80-20 120-60z',
      a,
      each([290, 320, 470, 500], (x) => rect(x, 150, 14, 500, b)),
      rect(240, 540, 320, 14, b),
      rect(240, 568, 320, 14, b),
    ) +
    line('M400 190q-30 180-50 420M400 190q40 180 50 420', dark(a, 0.1), 6) +
    line('M384 186q16-34 32 0', b, 7),
  tablecloth: (a, b) =>
    ellipse(400, 634, 260, 14, '#cfc2d2') +
    rect(250, 480, 22, 150, '#74503a') +
    rect(528, 480, 22, 150, '#74503a') +
    solid(
      'M140 340h520l30 210q-30 34-64 0-36 34-66 0-36 34-66 0-36 34-66 0-30 34-66 0-30 34-66 0-30 34-66 0-36 30-60 0-30 34-60 0z',
      a,
      560,
      path('M100 500q300 40 600 0v24q-300 40-600 0z', b),
    ) +
    path('M190 290h420l50 50H140z', light(a, 0.35)) +
    path('M370 310h60l-8-70h-44z', '#a6cbdc') +
    line('M400 250V170M390 250l-30-56M410 250l32-60', '#6c9a5b', 6) +
    circle(400, 160, 24, '#d98b90') +
    circle(356, 186, 20, '#dca63a') +
    circle(446, 182, 20, '#b5a3cc'),
  napkins: (a, b) =>
    turn(
      -8,
      flat(oblong(210, 230, 380, 380, 10), dark(a, 0.14)),
      flat(oblong(200, 216, 380, 380, 10), dark(a, 0.06)),
      flat(oblong(190, 202, 380, 380, 10), a),
      dashes('M206 218h348v348H206z', b, 6, '16 10'),
      path('M190 392h190V202h-8q-182 0-182 182z', light(a, 0.22)),
      line('M372 206v180H194', dark(a, 0.12), 5),
      sprig(470, 540, 110, b),
    ),
  rug: (a, b) =>
    flat(disc(400, 410, 250), a) +
    each([225, 196, 167, 138, 109, 80, 51, 22], (r, i) =>
      dashes(disc(400, 410, r), i === 1 || i === 4 ? b : dark(a, 0.2), i === 1 || i === 4 ? 20 : 8, '18 5'),
    ),
  quilt: (a, b, c) => {
    const outline = 'M180 200q220-24 440 0 14 210 0 420-220 20-440 0-14-210 0-420z'
    return (
      flat(
        outline,
        a,
        each(steps(0, 1, 16), (i) => {
          const x = 180 + (i % 4) * 110
          const y = 190 + Math.floor(i / 4) * 110
          const colour = [a, b, c, light(b, 0.4)][(i * 3 + Math.floor(i / 4)) % 4] ?? a
          return (
            rect(x, y, 110, 110, colour) +
            path(`M${x + 55} ${y + 16}l39 39-39 39-39-39z`, light(colour, 0.35))
          )
        }),
      ) + `<path d="${outline}" fill="none" stroke="${dark(b, 0.1)}" stroke-width="16"/>`
    )
  },
  apron: (a, b) =>
    line('M330 230q-10-100 70-100t70 100', b, 14) +
    line('M262 400q-90 20-110 90M538 400q90 20 110 90', b, 12) +
    flat('M320 220h160q0 110 70 170l20 230q-170 30-340 0l20-230q70-60 70-170z', a) +
    rect(300, 440, 200, 120, dark(a, 0.1), 10) +
    dashes('M306 454h188', light(a, 0.5), 4, '12 8') +
    line('M400 456v100', dark(a, 0.2), 4) +
    rect(340, 410, 16, 70, '#c79a63', 6) +
    ellipse(348, 396, 20, 28, '#c79a63'),
  ovenmitt: (a, b) => {
    const mitt = 'M270 560V350q0-150 120-150t120 150q50-70 96-40 40 40-10 104l-76 80v66z'
    return (
      turn(
        6,
        flat(
          mitt,
          a,
          line(
            each(steps(-100, 56, 12), (x) => `M${x} 150l460 460M${x + 200} 610l460-460`),
            light(a, 0.3),
            4,
          ),
        ),
      ) + turn(6, rect(258, 540, 274, 76, b, 14), line('M532 580q40 30 0 50', b, 9))
    )
  },
  hotwater: (a, b) =>
    solid(oblong(360, 140, 80, 70, 14), '#3e4144', 410) +
    solid(
      'M340 204h120v60q100 20 100 110v190q0 60-60 60H300q-60 0-60-60V374q0-90 100-110z',
      a,
      490,
      each(steps(280, 40, 9), (y) =>
        path(
          `M220 ${y}l30 18 30-18 30 18 30-18 30 18 30-18 30 18 30-18 30 18 30-18 30 18v14l-30-18-30 18-30-18-30 18-30-18-30 18-30-18-30 18-30-18-30 18-30-18z`,
          dark(a, 0.1),
        ),
      ),
    ) +
    rect(332, 214, 136, 36, dark(a, 0.18), 12) +
    line('M340 256q60 24 120 0', b, 9) +
    line('M410 262q30 20 20 70M400 262q-30 30-36 60', b, 7) +
    circle(432, 338, 14, b) +
    circle(362, 330, 14, b),
  foldedtowels: (a, b, c) =>
    floor(470) +
    [a, b, c].map((colour, i) => fold(520 - i * 104, 100, colour, i * 14)).join('') +
    within(disc(400, 270, 40), rect(0, 0, 800, 800, '#9db296')) +
    leaf(400, 312, 110, -24, '#6c9a5b') +
    leaf(400, 312, 110, 24, '#9db296'),
} satisfies Record<string, Draw>
