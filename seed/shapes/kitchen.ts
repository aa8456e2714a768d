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
  light,
  line,
  oblong,
} from '../draw.ts'
import { path, place, rect, solid, sprig, steam, steps, turn, twice, within } from '../draw.ts'
import type { Draw } from '../draw.ts'

const bowlOutline = (w: number, top: number, bottom: number) =>
  `M${400 - w} ${top}h${2 * w}c0 ${(bottom - top) * 0.7} ${-w * 0.4} ${bottom - top} ${-w} ${bottom - top}` +
  `s${-w} ${(top - bottom) * 0.3} ${-w} ${top - bottom}z`

const spoon = (colour: string) =>
  rect(389, 330, 22, 300, dark(colour, 0.06), 11) +
  ellipse(400, 260, 56, 84, colour) +
  ellipse(400, 266, 38, 60, dark(colour, 0.13))

export const kitchen = {
  kettle: (a, b) =>
    floor(340) +
    path('M268 520C205 500 214 430 158 404l26-22c62 14 72 62 112 70z', dark(a)) +
    line('M292 404C276 214 524 214 508 404', b, 22) +
    line('M306 372q-2-40 16-70', light(b), 6) +
    solid('M250 596C212 480 270 384 400 384s188 96 150 212q-6 26-32 26H282q-26 0-32-26z', a, 480) +
    faint(0.5, line('M290 560c-18-70 0-110 36-136', light(a, 0.7), 12)) +
    ellipse(400, 386, 78, 15, dark(a, 0.22)) +
    rect(388, 352, 24, 24, dark(b)) +
    circle(400, 346, 19, b),
  casserole: (a) =>
    floor(420) +
    twice(line('M215 470h-38q-14 0-14 14v12q0 14 14 14h38', dark(a, 0.25), 20)) +
    solid('M205 430h390v122q0 70-70 70H275q-70 0-70-70z', a, 500) +
    faint(0.4, line('M236 470v80', light(a, 0.8), 12)) +
    rect(388, 310, 24, 36, dark(a, 0.35)) +
    ellipse(400, 304, 40, 17, light(a, 0.15)) +
    solid('M196 432q12-92 204-92t204 92z', light(a, 0.12), 500) +
    rect(190, 424, 420, 18, dark(a, 0.24), 9),
  skillet: (a, b, c) =>
    turn(
      -38,
      flat(oblong(530, 372, 236, 56, 26), a),
      ellipse(722, 400, 15, 11, dark(a, 0.5)),
      flat(disc(370, 400, 205), a),
      circle(370, 400, 174, dark(a, 0.3)),
      faint(0.25, line('M232 330q40-70 118-86', '#fffdf6', 12)),
    ) +
    path(
      'M300 380c40-44 120-30 128 16 34 30 30 92-20 98-30 34-92 20-100-14-48-14-50-70-8-100z',
      b || '#fbfaf6',
    ) +
    circle(362, 436, 38, c) +
    circle(352, 424, 10, light(c, 0.6)),
  spoons: (a, b) => {
    const spatula =
      rect(389, 330, 22, 300, dark(b, 0.06), 11) +
      path('M348 190q52-24 104 0v130q-14 34-52 34t-52-34z', b) +
      each([374, 400, 426], (x) => rect(x - 5, 222, 10, 78, dark(b, 0.2), 5))
    return (
      place(290, 400, 1, -16, spoon(a)) + place(400, 384, 1, 0, spatula) + place(510, 400, 1, 16, spoon(a))
    )
  },
  mug: (a, b) => {
    const body = 'M262 350h262v200q0 72-72 72H334q-72 0-72-72z'
    return (
      floor(300) +
      line('M518 404c104-12 104 146-6 146', dark(a, 0.1), 30) +
      solid(body, a, 450, path('M262 560q66-34 131 0t131 0v80H262z', b)) +
      ellipse(393, 350, 131, 25, light(a, 0.35)) +
      ellipse(393, 353, 115, 18, '#5a3a2b') +
      faint(0.4, line('M288 396v120', light(a, 0.9), 11)) +
      steam(388, 306)
    )
  },
  plate: (a, b) =>
    flat(disc(400, 400, 245), a) +
    circle(400, 400, 168, dark(a, 0.08)) +
    circle(400, 396, 160, light(a, 0.18)) +
    each(steps(0, 37, 22), (d, i) => {
      const r = 185 + ((i * 29) % 50)
      return circle(
        Math.round(400 + r * Math.cos(d)),
        Math.round(400 + r * Math.sin(d)),
        3 + (i % 3),
        dark(a, 0.4),
      )
    }) +
    place(400, 410, 1, 32, sprig(400, 480, 190, b)),
  bowl: (a, b, c) =>
    floor(260) +
    rect(330, 596, 140, 26, dark(a, 0.25), 10) +
    ellipse(400, 420, 200, 44, light(a, 0.3)) +
    ellipse(400, 424, 180, 36, b) +
    each([300, 352, 404, 458, 506], (x, i) => circle(x, 410 + (i % 2) * 12, 22, i % 2 ? c : dark(c, 0.2))) +
    solid(`M200 424c60 40 340 40 400 0 0 120-70 186-200 186S200 544 200 424z`, a, 490) +
    faint(0.4, line('M232 476q18 60 66 92', light(a, 0.9), 11)),
  board: (a, b) =>
    turn(
      24,
      flat(
        'M290 270q0-30 30-30h46q14-6 14-40v-46q0-34 20-34t20 34v46q0 34 14 40h46q30 0 30 30v350q0 40-40 40H330q-40 0-40-40z',
        a,
        each([322, 372, 424, 470], (x, i) => line(`M${x} 220c${i * 9}  130-26 240 6 450`, dark(a, 0.13), 5)),
        ellipse(424, 470, 22, 40, dark(a, 0.22)),
      ),
      circle(400, 166, 10, dark(a, 0.6)),
    ) +
    place(352, 452, 1, 0, circle(400, 400, 62, b), circle(400, 400, 52, light(b, 0.55))) +
    each(steps(0, 60, 6), (d) => `<g transform="rotate(${d} 352 452)">${ellipse(352, 426, 9, 20, b)}</g>`),
  knife: (a, b) =>
    turn(
      -40,
      flat(
        'M120 382h400v62l-10 10-12-10-12 10-12-10-12 10-12-10-12 10-12-10-12 10-12-10-12 10-12-10-12 10-12-10-12 10-12-10-12 10-12-10-12 10-12-10-12 10-12-10-12 10-12-10-12 10-12-10H170q-44-16-50-62z',
        a,
        rect(100, 380, 440, 18, light(a, 0.6)),
      ),
      flat('M520 378h150q30 0 30 34t-30 36H520z', b),
      each([560, 610, 660], (x) => circle(x, 412, 8, '#cda44d')),
    ),
  jar: (a, b) => {
    const glass = oblong(270, 300, 260, 322, 44)
    return (
      floor(300) +
      faint(0.55, path(glass, '#fffdf6')) +
      within(
        glass,
        path('M270 400q66-26 130 0t130-6v260H270z', a),
        each(steps(0, 1, 26), (i) =>
          ellipse(290 + ((i * 61) % 226), 430 + ((i * 47) % 176), 15, 9, i % 2 ? light(a, 0.22) : dark(a)),
        ),
        faint(0.1, rect(476, 0, 100, 800, '#2a1f2d')),
      ) +
      faint(0.7, line('M298 350v200', '#fffdf6', 12)) +
      rect(286, 286, 228, 22, light('#b4bec5', 0.3), 10) +
      solid('M296 214h208l-14 76H310z', b, 456)
    )
  },
  mill: (a, b) =>
    floor(170) +
    circle(400, 176, 22, b) +
    solid('M356 250q-8-52 44-52t44 52l-12 26h-64z', a, 424) +
    rect(352, 276, 96, 16, b, 6) +
    solid(
      'M356 292h88q16 60-14 112 4 60 42 130 16 60-2 88H330q-18-28-2-88 38-70 42-130-30-52-14-112z',
      a,
      424,
    ) +
    rect(328, 560, 144, 14, b) +
    faint(0.35, line('M378 310v60', light(a, 0.9), 9)),
  piedish: (a, b) =>
    flat('M120 400c0-96 110-150 280-150s280 54 280 150-110 150-280 150-280-54-280-150z', a) +
    ellipse(400, 400, 252, 124, light(a, 0.7)) +
    ellipse(400, 400, 226, 104, b) +
    within(
      'M174 400a226 104 0 1 0 452 0a226 104 0 1 0-452 0z',
      rect(0, 0, 800, 800, '#8c2f3f'),
      each(
        steps(140, 74, 8),
        (x) => line(`M${x} 260l90 280`, b, 30) + line(`M${x} 540l90-280`, light(b, 0.2), 30),
      ),
    ) +
    dashes('M174 400a226 104 0 1 0 452 0a226 104 0 1 0-452 0z', dark(b, 0.12), 26, '26 8'),
  rollingpin: (a, b) =>
    turn(
      -36,
      flat(oblong(110, 380, 110, 40, 18), b),
      flat(oblong(580, 380, 110, 40, 18), b),
      flat(oblong(196, 340, 408, 120, 30), a, rect(190, 420, 420, 60, dark(a, 0.12))),
      line('M240 366h250', light(a, 0.55), 9),
    ) + each(steps(0, 1, 9), (i) => circle(220 + i * 46, 610 - ((i * 53) % 60), 5 + (i % 3) * 3, '#fffdf6')),
  bowls: (a, b, c) =>
    floor(300) +
    solid(bowlOutline(130, 300, 480), c, 450) +
    ellipse(400, 300, 130, 22, dark(c, 0.25)) +
    solid(bowlOutline(176, 372, 560), b, 470) +
    path('M224 372a176 26 0 0 0 352 0v16a176 26 0 0 1-352 0z', light(b, 0.3)) +
    solid(bowlOutline(226, 450, 622), a, 490) +
    path('M174 450a226 30 0 0 0 452 0v18a226 30 0 0 1-452 0z', light(a, 0.3)),
  breadbox: (a, b) =>
    floor(480) +
    solid('M170 620V440q0-110 110-110h240q110 0 110 110v180z', a, 520) +
    each(steps(376, 34, 5), (y) => line(`M196 ${y}h408`, dark(a, 0.14), 5)) +
    rect(340, 540, 120, 22, b, 11) +
    rect(160, 604, 480, 20, dark(a, 0.25), 6) +
    path('M250 330q0-84 150-84t150 84z', '#c4832f') +
    each([320, 390, 460], (x) => line(`M${x} 306l34-40`, '#f5ead6', 9)),
} satisfies Record<string, Draw>
