import {
  circle,
  dark,
  dashes,
  disc,
  each,
  ellipse,
  flat,
  light,
  line,
  oblong,
  path,
  place,
  rect,
} from '../draw.ts'
import { ribs, steps, turn, twice } from '../draw.ts'
import type { Draw } from '../draw.ts'

const longSleeve = (hem: number) =>
  `M324 190q76 44 152 0l92 36q34 16 44 56l58 270-84 22-52-190V${hem}H266V384l-52 190-84-22 58-270q10-40 44-56z`
const shortSleeve =
  'M324 190q76 48 152 0l96 36q22 10 34 34l58 116-90 48-40-66v262H266V358l-40 66-90-48 58-116q12-24 34-34z'
const cuffs = (fill: string) => twice(path('M136 528l84 22-8 28-84-22z', fill))
/** The fold between sleeve and body. */
const seams = (fill: string) => twice(line('M266 384l10-84', fill, 5))
const collar = (fill: string) =>
  path('M324 190l-14 8 50 76 40-44z', fill) + path('M476 190l14 8-50 76-40-44z', dark(fill, 0.08))

const cable = (x: number, y: number) =>
  `M${x - 14} ${y}${'q28 22 28 44t-28 44'.repeat(4)}M${x + 14} ${y}${'q-28 22-28 44t28 44'.repeat(4)}`

export const clothing = {
  jumper: (a) =>
    flat(
      longSleeve(610),
      a,
      rect(266, 566, 268, 50, dark(a, 0.14)),
      ribs(274, 566, 260, 50, dark(a, 0.24), '5 11'),
      each([330, 400, 470], (x) =>
        [dark(a, 0.2), light(a, 0.22)]
          .map((colour, i) => line(cable(x, 250 - i * 4), colour, 9 - i * 4))
          .join(''),
      ),
    ) +
    seams(dark(a)) +
    cuffs(dark(a, 0.14)) +
    line('M324 192q76 44 152 0', dark(a, 0.2), 22),
  cardigan: (a, b) =>
    flat(
      longSleeve(600),
      a,
      rect(266, 562, 268, 40, dark(a, 0.12)),
      path('M334 186l66 156 66-156z', '#fbf6e8'),
    ) +
    seams(dark(a)) +
    cuffs(dark(a, 0.14)) +
    line('M330 192l70 152 70-152M400 344v254', dark(a, 0.16), 22) +
    each(steps(372, 50, 5), (y) => circle(400, y, 10, b)) +
    twice(rect(292, 470, 74, 70, dark(a, 0.07), 6) + rect(292, 470, 74, 12, dark(a, 0.16), 4)),
  tee: (a) =>
    flat(shortSleeve, a) +
    twice(line('M266 358l8-70', dark(a), 5) + dashes('M146 372l82 42', dark(a, 0.2), 4, '10 7')) +
    line('M324 192q76 48 152 0', dark(a, 0.14), 14) +
    dashes('M272 604h256', dark(a, 0.2), 4, '10 7'),
  breton: (a, b) =>
    flat(
      longSleeve(610),
      a,
      each(steps(268, 40, 9), (y) => rect(100, y, 600, 17, b)),
    ) +
    seams(dark(a, 0.2)) +
    line('M320 190q80 36 160 0', dark(a, 0.1), 16),
  shirt: (a, b) =>
    flat(longSleeve(620), a) +
    seams(dark(a)) +
    cuffs(dark(a, 0.1)) +
    rect(384, 226, 32, 394, light(a, 0.25)) +
    collar(light(a, 0.2)) +
    each(steps(286, 62, 6), (y) => circle(400, y, 8, b)) +
    rect(442, 300, 66, 74, dark(a, 0.08), 6),
  raincoat: (a, b) =>
    flat(
      'M300 250q-6-110 100-110t100 110l60 24q32 16 40 52l60 250-80 20-46-170v210H266V426l-46 170-80-20 60-250q8-36 40-52z',
      a,
    ) +
    path('M326 250q0-74 74-74t74 74q-74 56-148 0z', dark(a, 0.4)) +
    line('M316 256q84 62 168 0', dark(a, 0.14), 16) +
    rect(380, 288, 40, 348, dark(a, 0.08)) +
    each(steps(320, 72, 4), (y) => rect(376, y, 48, 12, b, 6)) +
    twice(
      rect(286, 470, 78, 92, dark(a, 0.08), 6) + rect(280, 462, 90, 26, dark(a, 0.16), 6) + seams(dark(a)),
    ),
  chore: (a, b) =>
    flat(longSleeve(610), a) +
    seams(dark(a)) +
    line('M400 240v368', dark(a, 0.25), 5) +
    collar(light(a, 0.12)) +
    each(steps(290, 68, 5), (y) => circle(416, y, 9, b)) +
    twice(rect(284, 460, 92, 110, light(a, 0.1), 6) + dashes('M288 474h84', dark(a, 0.3), 4, '9 6')) +
    rect(450, 300, 66, 80, light(a, 0.1), 6) +
    dashes('M453 312h60', dark(a, 0.3), 4, '9 6') +
    cuffs(dark(a, 0.1)),
  beanie: (a) =>
    flat(
      'M210 500q-10-270 190-270t190 270z',
      a,
      line(
        each(steps(230, 34, 11), (x) => `M${x} 510Q${(x + 400) / 2} 330 ${400 + (x - 400) / 5} 236`),
        dark(a, 0.13),
        6,
      ),
    ) +
    flat(oblong(190, 470, 420, 110, 28), light(a, 0.12), ribs(212, 470, 390, 110, dark(a, 0.1), '7 15')) +
    circle(400, 216, 46, light(a, 0.25)) +
    dashes(disc(400, 216, 34), dark(a, 0.12), 8, '10 9'),
  scarf: (a, b) => {
    const check = (x: number, y: number, w: number, h: number) =>
      ribs(x, y, w, h, b, '0 30 14 100') + dashes(`M${x + w / 2} ${y + 30}v${h}`, b, w, '14 56')
    const fringe = (x: number, y: number) => ribs(x + 4, y, 128, 42, dark(a, 0.1), '8 8')
    return (
      turn(
        -5,
        fringe(420, 560),
        flat(oblong(412, 260, 144, 310, 8), dark(a, 0.06), check(412, 260, 144, 310)),
      ) +
      turn(4, fringe(262, 600), flat(oblong(254, 260, 144, 350, 8), a, check(254, 260, 144, 350))) +
      flat('M230 250q10-80 170-80t170 80q6 70-60 76-110 20-220 0-66-6-60-76z', a) +
      path('M290 236q20-34 110-34t110 34q-110 36-220 0z', dark(a, 0.3)) +
      line('M236 276q164 60 328 0', b, 12)
    )
  },
  socks: (a, b) => {
    const sock =
      flat(
        'M330 170h130v230q0 30 40 60l60 50q30 40-4 76-40 30-90 0l-110-80q-36-26-36-76z',
        a,
        rect(320, 214, 160, 16, b),
        rect(320, 244, 160, 16, b),
      ) +
      rect(326, 160, 138, 46, dark(a, 0.12), 10) +
      path('M496 454l64 56q30 40-4 76-40 28-80 4 60-40 20-136z', b) +
      path('M330 400v30q0 50 36 76 40-60-36-106z', b)
    return place(330, 410, 0.95, 4, sock) + place(470, 430, 0.95, -4, sock)
  },
  tote: (a, b) =>
    line('M320 320V250q0-90 80-90t80 90v70', dark(a, 0.2), 18) +
    flat('M230 300h340l24 300q2 24-22 24H228q-24 0-22-24z', a) +
    line('M320 300v80M480 300v80', dark(a, 0.1), 20) +
    circle(400, 470, 78, b) +
    path('M340 492h120l-20 34h-80zM394 484V404l56 70zM384 484v-60l-36 50z', a),
  belt: (a, b) =>
    flat(disc(400, 410, 215), a) +
    circle(400, 410, 172, dark(a, 0.35)) +
    circle(400, 410, 150, a) +
    dashes(disc(400, 410, 200), light(a, 0.5), 4, '12 9') +
    circle(400, 410, 116, dark(a, 0.5)) +
    circle(400, 410, 110, '#f2dedb') +
    flat(oblong(350, 550, 280, 64, 10), a) +
    dashes('M430 560h190M430 604h190', light(a, 0.5), 4, '12 9') +
    each([560, 586, 612], (x) => circle(x, 582, 6, dark(a, 0.6))) +
    `<rect x="352" y="536" width="92" height="92" rx="14" fill="none" stroke="${b}" stroke-width="16"/>` +
    line('M400 582h44', b, 12),
  slippers: (a, b) => {
    const slipper =
      flat('M308 580q-14-120 8-240 20-100 84-100t84 100q22 120 8 240-14 76-92 76t-92-76z', b) +
      ellipse(400, 540, 66, 92, dark(b, 0.2)) +
      path('M300 470q-10-240 100-240t100 240q-100-70-200 0z', a) +
      line('M306 462q94-60 188 0', light(a, 0.35), 12)
    return place(296, 390, 0.86, -7, slipper) + place(504, 390, 0.86, 7, slipper)
  },
  mittens: (a, b) => {
    const mitten =
      path('M478 380q60-60 92-20 16 40-40 84l-60 50z', dark(a, 0.08)) +
      flat(
        'M310 340q0-130 90-130t90 130v220H310z',
        a,
        path(
          each(steps(330, 36, 5), (x) => `M${x} 380l14 18-14 18-14-18zM${x} 330l8 10-8 10-8-10z`),
          b,
        ),
      ) +
      rect(304, 540, 192, 84, dark(a, 0.12), 12) +
      ribs(316, 540, 170, 84, dark(a, 0.24), '7 13')
    return (
      line('M250 590q150 90 300 0', dark(a, 0.2), 9) +
      place(540, 410, 0.9, 8, mitten) +
      `<g transform="translate(800 0) scale(-1 1)">${place(540, 410, 0.9, 8, mitten)}</g>`
    )
  },
} satisfies Record<string, Draw>
