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
  path,
  place,
} from '../draw.ts'
import { rect, solid, sprig, steps, turn } from '../draw.ts'
import type { Draw } from '../draw.ts'

const cover = (a: string, spine: string, ...parts: string[]) =>
  turn(
    -8,
    faint(0.13, rect(254, 174, 320, 460, '#2a1f2d', 12)),
    rect(250, 166, 312, 456, '#fbf6e8', 10),
    each(steps(590, 9, 3), (y) => rect(258, y, 304, 2, '#d9cfb8')),
    rect(240, 160, 316, 436, a, 12),
    rect(240, 160, 44, 436, spine, 12),
    rect(276, 160, 8, 436, dark(spine, 0.2)),
    ...parts,
  )

const pencil = (colour: string) =>
  rect(382, 210, 36, 330, colour) +
  rect(406, 210, 12, 330, dark(colour, 0.2)) +
  path('M382 540h36l-18 70z', '#ecd2a4') +
  path('M394 586h12l-6 24z', '#3e4144') +
  rect(382, 196, 36, 22, '#b4bec5') +
  rect(384, 166, 32, 34, '#d98b90', 8)

const roll = (colour: string, stripe: string) =>
  floor(170, 400, 512) +
  circle(400, 400, 112, colour) +
  dashes(disc(400, 400, 94), stripe, 30, '12 37.2') +
  circle(400, 400, 72, '#e4d5bb') +
  circle(400, 400, 58, '#fbf6e8')

export const stationery = {
  notebook: (a, b) =>
    cover(a, dark(a, 0.14), rect(350, 240, 140, 80, light(a, 0.7), 6), rect(374, 276, 92, 7, dark(a), 3)) +
    turn(-8, line('M506 598v56l-12-12-12 12v-58z', b, 4), path('M482 596h24v58l-12-12-12 12z', b)),
  openNotebook: (a, b, c) =>
    flat('M130 250q140-30 270 10 130-40 270-10v330q-140-30-270 10-130-40-270-10z', a) +
    path('M150 244q130-26 250 14v312q-120-36-250-10z', '#fffaf0') +
    path('M650 244q-130-26-250 14v312q120-36 250-10z', '#f6efdf') +
    each(steps(300, 42, 6), (y) => dashes(`M184 ${y - 10}q100-14 190 12`, dark(c), 4, '4 18')) +
    each(steps(300, 42, 6), (y) => dashes(`M430 ${y + 2}q90-26 190-12`, dark(c), 4, '4 18')) +
    path('M404 256h22v390l-11-12-11 12z', b),
  notebooks: (a, b, c) =>
    [
      [c, 16, 470, 400],
      [b, 2, 404, 404],
      [a, -12, 336, 410],
    ]
      .map(([colour, degrees, x, y]) =>
        place(
          Number(x),
          Number(y),
          0.92,
          Number(degrees),
          flat(oblong(280, 210, 240, 380, 22), String(colour)),
          dashes('M300 216v368', light(String(colour), 0.5), 4, '14 10'),
          rect(360, 280, 110, 60, light(String(colour), 0.7), 6),
        ),
      )
      .join(''),
  pen: (a, b) =>
    turn(
      42,
      flat('M372 190q0-40 28-40t28 40v370l-20 80h-16l-20-80z', a),
      rect(412, 190, 16, 370, dark(a, 0.18)),
      rect(372, 356, 56, 14, dark(a, 0.3)),
      path('M372 560h56l-20 80h-16z', b),
      rect(396, 638, 8, 24, dark(b, 0.4), 4),
      rect(432, 200, 12, 130, b, 6),
      line('M386 210v120', light(a, 0.7), 7),
    ) + line('M150 640q50-50 90-6t84-8', '#4f86ad', 7),
  fountainpen: (a, b) =>
    turn(
      42,
      flat('M368 180q0-44 32-44t32 44v330q-2 40-14 60h-36q-12-20-14-60z', a),
      rect(414, 180, 18, 360, dark(a, 0.25)),
      rect(366, 340, 68, 12, b),
      rect(366, 360, 68, 5, b),
      path('M382 570h36l-8 64-10 30-10-30z', b),
      line('M400 600v50', dark(b, 0.5), 4),
      circle(400, 600, 6, dark(b, 0.5)),
      rect(438, 170, 12, 150, b, 6),
      line('M384 186v130', light(a, 0.5), 7),
    ) + line('M140 620c50-70 60 50 10 30s60-60 90-30 40 10 66-8', a, 7),
  ink: (a, b) => {
    const glass = 'M230 430q0-40 40-40h60v-30h140v30h60q40 0 40 40v152q0 40-40 40H270q-40 0-40-40z'
    return (
      floor(350) +
      solid(glass, light(a, 0.15), 500, path('M200 460q100-22 200 0t200 0v180H200z', a)) +
      faint(0.5, line('M262 450v110', '#fffdf6', 13)) +
      solid(oblong(316, 250, 168, 106, 14), b, 440) +
      each(steps(336, 24, 6), (x) => rect(x, 264, 5, 78, dark(b, 0.3))) +
      rect(330, 480, 140, 92, '#f5ead6', 8) +
      path('M400 498q34 40 0 58-34-18 0-58z', a)
    )
  },
  pencils: (a, b, c) => {
    return turn(
      180,
      [a, b, c, a, b]
        .map((colour, i) => place(240 + i * 80, 410 - (i % 2) * 34, 1, (i - 2) * -5, pencil(colour)))
        .join(''),
    )
  },
  seal: (a, b, c) =>
    flat(oblong(170, 400, 330, 230, 8), c) +
    path('M170 404l165 124 165-124z', dark(c, 0.08)) +
    path('M300 500c20-24 60-20 72 2 26 20 18 60-8 68-24 22-62 12-70-12-22-14-16-46 6-58z', a) +
    circle(336, 534, 26, dark(a, 0.2)) +
    place(336, 540, 0.3, 0, sprig(400, 430, 130, light(a, 0.3))) +
    place(
      560,
      370,
      1,
      18,
      path('M370 200q0-50 30-50t30 50q14 60-4 110 14 50 8 80h-68q-6-30 8-80-18-50-4-110z', b),
      rect(356, 390, 88, 20, '#cda44d', 6),
      rect(366, 410, 68, 70, '#cda44d', 6),
      rect(410, 390, 30, 90, dark('#cda44d', 0.2), 6),
    ),
  card: (a, b, c) =>
    place(
      440,
      450,
      1,
      7,
      flat(oblong(210, 280, 380, 260, 8), b),
      path('M210 286l190 140 190-140z', dark(b, 0.12)),
    ) +
    place(
      350,
      370,
      1,
      -7,
      flat(oblong(260, 210, 280, 380, 8), c),
      rect(282, 232, 236, 336, light(a, 0.75)),
      sprig(400, 530, 230, a),
      circle(350, 480, 10, '#cd7450'),
      circle(452, 420, 10, '#cd7450'),
      circle(400, 300, 10, '#cd7450'),
    ),
  planner: (a, b) =>
    turn(
      -4,
      flat(oblong(200, 200, 400, 410, 16), a),
      rect(222, 240, 356, 350, '#fffaf0', 6),
      each(steps(0, 1, 4), (row) =>
        each(steps(0, 1, 5), (i) =>
          rect(240 + i * 66, 300 + row * 70, 54, 56, (row * 5 + i) % 7 === 3 ? b : '#ece4d2', 5),
        ),
      ),
      rect(240, 258, 150, 22, a, 6),
      each(steps(236, 36, 10), (x) => rect(x, 180, 12, 48, '#8e9396', 6)),
    ),
  tapes: (a, b, c) => {
    return (
      place(400, 290, 1, 10, roll(a, light(a, 0.6))) +
      place(280, 480, 1, 0, roll(b, light(b, 0.5))) +
      place(520, 480, 1, 0, roll(c, dark(c, 0.25))) +
      path('M520 578h150l-10 14 10 10-8 14H520z', c)
    )
  },
  penroll: (a, b) =>
    turn(
      -6,
      flat(oblong(170, 300, 460, 280, 18), a),
      each(steps(224, 62, 6), (x, i) => {
        const colour = ['#4f86ad', '#dca63a', '#c8453c', '#35573f', '#cda44d', '#744863'][i] ?? a
        return rect(x, 236, 26, 190, colour, 4) + path(`M${x} 236h26l-13-38z`, '#ecd2a4')
      }),
      rect(170, 390, 460, 190, dark(a, 0.1), 18),
      dashes('M180 402h440', light(a, 0.5), 4, '12 9'),
      each(steps(206, 62, 8), (x) => dashes(`M${x} 404v160`, light(a, 0.35), 3, '10 9')),
      line('M630 470h60q20 0 10 30l-20 60', b, 12),
    ),
  scissors: (a, b) =>
    turn(
      30,
      line('M400 400L476 150', a, 26) + line('M404 410L330 150', light(a, 0.35), 26),
      line('M400 400q-20 60-50 90', b, 24) + line('M402 404q20 60 50 90', b, 24),
      `<g fill="none" stroke="${b}" stroke-width="24">${ellipse(320, 560, 52, 74, 'none')}${ellipse(484, 560, 52, 74, 'none')}</g>`,
      circle(402, 388, 16, dark(b, 0.3)),
    ),
  loafbook: (a, b) =>
    cover(
      a,
      dark(a, 0.14),
      path('M310 430q0-100 112-100t112 100q0 20-20 20H330q-20 0-20-20z', b),
      each([360, 412, 464], (x) => line(`M${x} 400l26-36`, '#f5ead6', 9)),
      rect(330, 220, 184, 14, light(a, 0.7), 7),
      rect(366, 250, 112, 10, light(a, 0.5), 5),
      rect(366, 530, 112, 10, light(a, 0.5), 5),
    ),
  leafbook: (a, b) =>
    cover(
      a,
      dark(a, 0.14),
      rect(318, 200, 206, 356, light(a, 0.8), 8),
      sprig(420, 520, 240, b),
      circle(366, 440, 12, '#a5432f'),
      circle(476, 440, 12, '#a5432f'),
      circle(392, 368, 12, '#a5432f'),
    ),
  moonbook: (a, b) =>
    cover(
      a,
      dark(a, 0.2),
      circle(440, 290, 58, b),
      circle(464, 274, 48, a),
      each(steps(0, 1, 9), (i) => circle(310 + ((i * 83) % 226), 196 + ((i * 57) % 170), 3 + (i % 3) * 2, b)),
      path('M284 596V470l60-56 60 56 50-40 50 40v126z', light(a, 0.22)),
      rect(326, 490, 36, 44, b, 4),
      rect(440, 500, 26, 34, b, 4),
    ),
} satisfies Record<string, Draw>
