import {
  circle,
  dark,
  dashes,
  disc,
  each,
  ellipse,
  flat,
  floor,
  light,
  line,
  oblong,
  path,
  place,
} from '../draw.ts'
import { rect, solid, steps, turn, twice, within } from '../draw.ts'
import type { Draw } from '../draw.ts'

const wheel = (x: number, y: number, r: number, fill: string) =>
  circle(x, y, r, fill) + circle(x, y, r * 0.62, light(fill, 0.3)) + circle(x, y, r * 0.2, dark(fill, 0.4))

const pawn = (colour: string) =>
  solid(
    'M350 622q-14-40 30-60 14-60 0-120h-24v-22h28a52 52 0 1 1 32 0h28v22h-24q-14 60 0 120 44 20 30 60z',
    colour,
    416,
  )

const card = (face: string) => flat(oblong(290, 220, 220, 330, 20), '#fffaf0') + face

const pips = (list: number[], y: number, fill: string) =>
  each(list, (p) => circle(400 + ((p % 3) - 1) * 38, y + (Math.floor(p / 3) - 1) * 38, 14, fill))

export const toys = {
  train: (a, b, c) =>
    floor(560) +
    rect(180, 520, 440, 34, '#dfbb87', 10) +
    solid(oblong(350, 390, 240, 136, 50), a, 800, rect(350, 390, 240, 40, light(a, 0.2))) +
    rect(430, 384, 22, 146, b) +
    solid('M528 390v-60l-16-44h76l-16 44v60z', b, 556) +
    solid(oblong(196, 270, 166, 256, 14), b, 800) +
    rect(176, 250, 206, 34, a, 14) +
    rect(230, 310, 98, 90, '#fbf6e8', 10) +
    circle(600, 470, 20, '#f4d987') +
    [250, 370, 470, 560].map((x, i) => wheel(x, i ? 580 : 566, i ? 42 : 56, c)).join('') +
    circle(560, 240, 30, '#fffdf6') +
    circle(610, 200, 40, '#fffdf6') +
    circle(670, 160, 26, '#fffdf6'),
  rainbow: (a, b, c) =>
    floor(520) +
    [a, b, '#dca63a', '#9db296', c, '#744863']
      .map((colour, i) => {
        const r = 250 - i * 40
        return (
          path(
            `M${400 - r} 620V600a${r} ${r} 0 0 1 ${2 * r} 0v20h-34v-20a${r - 34} ${r - 34} 0 0 0 ${68 - 2 * r} 0v20z`,
            colour,
          ) +
          line(
            `M${412 - r} 590A${r - 12} ${r - 12} 0 0 1 ${400 - r * 0.5} ${600 - r * 0.84}`,
            light(colour),
            5,
          )
        )
      })
      .join(''),
  bear: (a, b) =>
    floor(330) +
    twice(circle(310, 230, 48, a) + circle(310, 230, 26, light(a, 0.4))) +
    twice(
      ellipse(262, 470, 46, 92, dark(a, 0.08)) +
        ellipse(310, 590, 70, 48, a) +
        circle(296, 590, 28, light(a, 0.4)),
    ) +
    ellipse(400, 500, 130, 124, a) +
    ellipse(400, 510, 80, 84, light(a, 0.35)) +
    ellipse(400, 304, 126, 112, a) +
    ellipse(400, 344, 54, 42, light(a, 0.45)) +
    ellipse(400, 326, 20, 14, '#3e2a25') +
    line('M400 340v18q-16 18-30 4M400 358q16 18 30 4', '#3e2a25', 6) +
    twice(circle(352, 288, 11, '#3e2a25')) +
    path('M400 412l-70-30v64zM400 412l70-30v64z', b) +
    circle(400, 413, 16, dark(b)) +
    dashes('M400 446v150', dark(a), 4, '8 8'),
  blocks: (a, b, c) =>
    floor(520) +
    solid(oblong(160, 462, 156, 158, 14), a, 270) +
    solid(oblong(326, 462, 156, 158, 14), b, 436) +
    solid(oblong(492, 462, 156, 158, 14), '#dfbb87', 600) +
    circle(238, 541, 40, light(a, 0.6)) +
    path('M404 494l48 90h-96z', light(b, 0.6)) +
    path('M570 496l13 32 34 2-26 22 8 34-29-18-29 18 8-34-26-22 34-2z', c) +
    solid(oblong(250, 296, 156, 158, 14), c, 360) +
    rect(292, 336, 72, 78, light(c, 0.6), 8) +
    path('M424 454v-60a80 80 0 0 1 160 0v60h-44v-56a36 36 0 0 0-72 0v56z', a) +
    path('M328 180l86 108H242z', b) +
    path('M328 180l86 108h-86z', dark(b, 0.1)),
  top: (a, b, c) =>
    floor(120) +
    turn(
      8,
      rect(386, 130, 28, 150, '#dfbb87', 12),
      circle(400, 134, 24, '#dfbb87'),
      path('M380 560h40l-20 66z', '#b4bec5'),
      solid(
        'M190 360q210-150 420 0 0 110-170 190-40 30-80 0-170-80-170-190z',
        a,
        480,
        rect(150, 352, 500, 44, b),
        rect(150, 412, 500, 24, c),
        rect(150, 470, 500, 40, b),
      ),
      line('M232 342q80-50 150-56', light(a, 0.6), 10),
    ) +
    line('M130 470q-10 50 40 84M670 400q20 60-20 110', '#dcc27e', 8),
  jigsaw: (a, b, c) => {
    const piece =
      'M250 250h110q-20-60 40-60t40 60h110v110q60-20 60 40t-60 40v110H440q20-60-40-60t-40 60H250V440q60 20 60-40t-60-40z'
    return (
      turn(
        -12,
        flat(
          piece,
          a,
          rect(200, 420, 450, 200, b),
          circle(480, 320, 44, '#f4d987'),
          path('M280 430l60-150 60 150z', '#fbf6e8'),
          path('M300 440h150l-30 44h-90z', c),
        ),
      ) +
      place(610, 620, 0.34, 24, flat(piece, c)) +
      place(176, 600, 0.3, 50, flat(piece, dark(b, 0.1)))
    )
  },
  chess: (a, b) => {
    const knight =
      solid(
        'M300 622q-10-50 30-70-20-110 50-160l-60 24q-50 16-56-30l70-80q10-60 70-66l10-34 26 40q90 30 84 170-4 90-14 136 40 20 30 70z',
        b,
        470,
      ) +
      circle(392, 300, 9, light(b, 0.7)) +
      rect(296, 592, 246, 14, dark(b, 0.25))
    return (
      floor(500) +
      place(390, 386, 1, 0, knight) +
      place(220, 416, 0.92, 0, pawn(a)) +
      place(586, 416, 0.92, 0, pawn(a))
    )
  },
  domino: (a, b) => {
    const tile = (top: number[], bottom: number[]) => {
      return (
        flat(oblong(320, 240, 160, 320, 24), a) +
        rect(340, 396, 120, 8, dark(a, 0.3), 4) +
        pips(top, 320, b) +
        pips(bottom, 480, b)
      )
    }
    return (
      place(250, 420, 1, -14, tile([0, 4, 8], [2, 6])) +
      place(420, 380, 1, 4, tile([0, 2, 6, 8], [4])) +
      place(590, 430, 1, 18, tile([0, 2, 4, 6, 8], [0, 2, 3, 5, 6, 8]))
    )
  },
  cards: (a, b) => {
    const back =
      rect(308, 238, 184, 294, a, 10) +
      each(steps(270, 46, 6), (y) =>
        each([346, 400, 454], (x) => path(`M${x} ${y - 18}l16 18-16 18-16-18z`, light(a, 0.5))),
      )
    const heart = path('M400 450c-90-70-70-130-36-130 24 0 36 24 36 24s12-24 36-24c34 0 54 60-36 130z', b)
    const spade = path(
      'M400 300c40 50 76 72 76 108 0 40-50 46-68 18l14 48h-44l14-48c-18 28-68 22-68-18 0-36 36-58 76-108z',
      '#2a2b2d',
    )
    return (
      place(250, 430, 0.98, -22, card(back)) +
      place(396, 400, 0.98, -2, card(spade)) +
      place(556, 434, 0.98, 20, card(heart))
    )
  },
  gamebox: (a, b, c) =>
    floor(520) +
    rect(170, 540, 460, 80, dark(a, 0.3), 8) +
    solid(
      'M150 200h500v350H150z',
      a,
      900,
      circle(400, 430, 230, light(a, 0.12)),
      path('M150 470q62-30 125 0t125 0 125 0 125 0v90H150z', b),
      path('M150 510q62-24 125 0t125 0 125 0 125 0v60H150z', dark(b, 0.15)),
    ) +
    path('M370 300h60l18 180h-96z', '#fbf6e8') +
    path('M364 356h72l5 44h-82zM355 440h90l4 40h-98z', '#c8453c') +
    rect(364, 264, 72, 40, c, 4) +
    path('M358 264l42-34 42 34z', '#c8453c') +
    path('M436 270l170-46v90l-170-18zM364 270l-170-46v90l170-18z', '#f4d98777') +
    circle(240, 616, 20, '#c8453c') +
    circle(580, 620, 20, '#dca63a'),
  kite: (a, b, c) =>
    line('M330 560q-60 40-20 80t-50 70', '#8e7a55', 5) +
    [
      [296, 610, 20],
      [290, 672, -30],
    ]
      .map(([x, y, d]) => place(x ?? 0, y ?? 0, 1, d ?? 0, path('M400 400l-34-20v40zM400 400l34-20v40z', c)))
      .join('') +
    turn(
      18,
      path('M400 110L570 300 400 560z', dark(a, 0.06)),
      path('M400 110L230 300h170z', b),
      path('M400 110L570 300H400z', c),
      path('M230 300L400 560V300z', a),
      line('M400 110v450M230 300h340', '#74503a', 6),
    ) +
    path('M110 240q10-44 60-30 30-50 76-8 44 0 34 38z', '#fffdf6') +
    path('M570 600q10-34 50-24 24-40 60-6 36 0 28 30z', '#fffdf6'),
  duck: (a, b, c) =>
    floor(420) +
    line('M560 560q80 0 110 50t60 0', '#74503a', 7) +
    rect(210, 540, 380, 30, '#dfbb87', 12) +
    solid(
      'M200 400q100 40 180 0 30-20 20-70-10-110 90-120 90 0 100 90 0 50-30 80 30 160-120 170H320Q200 540 200 400z',
      a,
      480,
    ) +
    path('M580 280l76 16q10 20-14 28l-66 4z', b) +
    circle(520, 270, 12, '#2a2b2d') +
    path('M270 450q80 30 150-20 10 90-70 90-60 0-80-70z', dark(a, 0.14)) +
    rect(404, 352, 150, 22, c, 10) +
    wheel(290, 584, 44, c) +
    wheel(510, 584, 44, c),
  rope: (a, b) =>
    line('M250 250C100 420 180 620 400 600s320-160 190-300-330-60-260 90 240 60 220-60', b, 16) +
    dashes(
      'M250 250C100 420 180 620 400 600s320-160 190-300-330-60-260 90 240 60 220-60',
      light(b, 0.5),
      6,
      '10 14',
    ) +
    place(
      286,
      216,
      1,
      42,
      rect(374, 300, 52, 180, '#dfbb87', 22),
      rect(374, 330, 52, 26, a),
      rect(374, 430, 52, 14, a),
    ) +
    place(
      556,
      270,
      1,
      -18,
      rect(374, 300, 52, 180, '#dfbb87', 22),
      rect(374, 330, 52, 26, a),
      rect(374, 430, 52, 14, a),
    ),
  marbles: (a, b, c) =>
    [
      [a, 400, 330, 1],
      [b, 290, 480, 0.9],
      [c, 500, 490, 1],
      [light(a), 610, 360, 0.6],
      [b, 210, 330, 0.55],
    ]
      .map(([colour, x, y, size]) =>
        place(
          Number(x),
          Number(y),
          Number(size),
          0,
          floor(170, 400, 500),
          circle(400, 400, 104, String(colour)),
          within(
            disc(400, 400, 104),
            path('M290 430q110-120 220-40-100 20-220 40z', light(String(colour), 0.6)),
          ),
          circle(362, 352, 18, '#fffdf6'),
        ),
      )
      .join(''),
} satisfies Record<string, Draw>
