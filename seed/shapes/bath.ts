import {
  circle,
  dark,
  disc,
  each,
  ellipse,
  faint,
  flat,
  floor,
  leaf,
  light,
  line,
  oblong,
  path,
  place,
} from '../draw.ts'
import { rect, ribs, solid, sprig, steps, turn, within } from '../draw.ts'
import type { Draw } from '../draw.ts'

const bubbles = [
  [214, 300, 34],
  [270, 236, 20],
  [590, 280, 28],
  [640, 350, 16],
  [170, 380, 16],
]
  .map(([x, y, r]) => faint(0.75, circle(x ?? 0, y ?? 0, r ?? 0, '#fffdf6')))
  .join('')

export const bath = {
  soap: (a, b, c) =>
    bubbles +
    floor(420) +
    rect(190, 590, 420, 30, '#c79a63', 10) +
    each([230, 330, 430, 530], (x) => rect(x, 574, 40, 22, dark('#c79a63'), 4)) +
    solid(oblong(220, 450, 360, 130, 46), a, 800, rect(200, 520, 400, 80, dark(a, 0.1))) +
    solid(oblong(260, 330, 300, 122, 44), b, 800, rect(200, 398, 400, 80, dark(b, 0.1))) +
    place(410, 372, 0.5, 90, sprig(400, 470, 150, c)) +
    each(steps(0, 1, 9), (i) => circle(262 + i * 34, 480 + ((i * 31) % 60), 4 + (i % 2) * 2, dark(a, 0.3))),
  soapstack: (a, b, c) =>
    floor(380) +
    [a, b, c]
      .map((colour, i) =>
        place(
          400 + (i - 1) * 12,
          560 - i * 116,
          1,
          i % 2 ? -3 : 2,
          rect(230, 344, 340, 112, colour, 20),
          rect(230, 410, 340, 46, dark(colour, 0.1), 20),
          rect(350, 344, 110, 112, '#fbf6e8'),
          sprig(405, 440, 76, dark(colour, 0.2)),
        ),
      )
      .join(''),
  tube: (a, b, c) =>
    floor(190) +
    solid(oblong(342, 540, 116, 82, 12), b, 426) +
    ribs(356, 552, 88, 60, dark(b, 0.2), '4 12') +
    solid('M300 180h200q4 160-22 300l-24 64H346l-24-64q-26-140-22-300z', a, 440) +
    rect(296, 160, 208, 32, dark(a, 0.14), 4) +
    ribs(306, 160, 190, 32, dark(a, 0.26), '3 11') +
    circle(400, 330, 62, '#fbf6e8') +
    sprig(400, 372, 84, c) +
    rect(356, 430, 88, 10, light(a, 0.6), 5),
  salts: (a, b) => {
    const glass = oblong(262, 340, 276, 282, 40)
    return (
      floor(320) +
      faint(0.6, path(glass, '#fffdf6')) +
      within(
        glass,
        path('M262 420q60-30 130-10t146-10v240H262z', a),
        ...[light(a, 0.55), dark(a, 0.14)].map((colour, odd) =>
          path(
            each(
              steps(odd, 2, 15),
              (i) => `M${270 + ((i * 53) % 250)} ${426 + ((i * 37) % 190)}l12 3-3 12-12-3z`,
            ),
            colour,
          ),
        ),
      ) +
      faint(0.7, line('M290 390v180', '#fffdf6', 11)) +
      rect(250, 316, 300, 34, '#b4bec5', 12) +
      solid(oblong(268, 264, 264, 60, 18), b, 470) +
      rect(330, 460, 140, 90, '#fbf6e8', 8) +
      sprig(400, 542, 76, dark(a, 0.3)) +
      place(
        600,
        600,
        0.6,
        60,
        rect(388, 240, 24, 150, '#c79a63', 10),
        ellipse(400, 430, 46, 58, '#c79a63'),
        ellipse(400, 432, 32, 42, light(a, 0.4)),
      )
    )
  },
  pump: (a, b, c) =>
    floor(250) +
    line('M400 260v-60h-84q-20 0-22 26', b, 22) +
    rect(376, 220, 48, 70, dark(b, 0.1)) +
    rect(352, 276, 96, 40, b, 8) +
    solid('M344 316h112q60 10 60 70v196q0 40-40 40H324q-40 0-40-40V386q0-60 60-70z', a, 450) +
    faint(0.35, line('M312 400v150', '#fffdf6', 12)) +
    rect(316, 416, 168, 150, '#fbf6e8', 8) +
    faint(0.08, rect(450, 416, 34, 150, '#2a1f2d')) +
    sprig(400, 546, 116, c),
  balm: (a, b, c) =>
    flat(disc(340, 470, 150), dark(b, 0.06)) +
    circle(340, 470, 128, a) +
    faint(0.6, path('M250 450q60-60 120-40-70 10-100 70z', light(a, 0.8))) +
    flat(disc(490, 310, 150), b) +
    circle(490, 310, 128, light(b, 0.3)) +
    place(490, 310, 1, 20, sprig(400, 480, 170, c)),
  nailbrush: (a, b) =>
    bubbles +
    floor(440) +
    each(steps(190, 22, 20), (x, i) => rect(x, 500, 16, 116 + (i % 3) * 3, i % 2 ? b : dark(b, 0.1), 5)) +
    solid(
      'M160 470q0-80 90-80h300q90 0 90 80 0 44-40 44H200q-40 0-40-44z',
      a,
      800,
      rect(100, 466, 600, 60, dark(a, 0.13)),
    ) +
    line('M230 416h220', light(a, 0.5), 10) +
    line('M360 394q40-70 80 0', '#f5ead6', 12),
  backbrush: (a, b) =>
    turn(
      38,
      flat(oblong(376, 300, 48, 400, 24), a),
      circle(400, 660, 10, dark(a, 0.6)),
      line('M400 660q40 30 20 70', '#f5ead6', 7),
      flat('M310 210q0-120 90-120t90 120v60q0 100-90 100t-90-100z', a),
      ellipse(400, 234, 70, 112, dark(a, 0.12)),
      each(steps(0, 1, 26), (i) =>
        circle(
          352 + (i % 4) * 32 + (Math.floor(i / 4) % 2) * 8 - 4,
          156 + Math.floor(i / 4) * 26,
          11,
          i % 2 ? b : light(b, 0.3),
        ),
      ),
    ),
  sponge: (a) =>
    bubbles +
    floor(400) +
    solid(
      'M200 500c-30-70 20-120 70-120 20-60 100-80 150-40 60-40 140 0 140 60 60 20 70 100 30 140 0 60-70 90-120 70-40 30-110 20-130-4-80 16-140-40-140-106z',
      a,
      520,
    ) +
    each(steps(0, 1, 30), (i) =>
      ellipse(
        236 + ((i * 71) % 330),
        400 + ((i * 47) % 190),
        8 + (i % 4) * 4,
        6 + (i % 3) * 4,
        dark(a, 0.22),
      ),
    ),
  candle: (a, b, c) => {
    const glass = oblong(280, 330, 240, 292, 30)
    return (
      floor(300) +
      faint(0.35, circle(400, 250, 110, '#fff0b8')) +
      path('M400 190q42 58 22 92-22 24-44 0-20-34 22-92z', '#e59a34') +
      path('M400 230q20 32 10 50-10 10-20 0-10-18 10-50z', '#fbe7a1') +
      line('M400 286v50', '#3e4144', 6) +
      solid(glass, a, 460, rect(270, 320, 260, 54, light(b, 0.3))) +
      ellipse(400, 338, 108, 14, light(b, 0.55)) +
      faint(0.4, line('M308 400v170', '#fffdf6', 12)) +
      rect(326, 430, 148, 120, '#fbf6e8', 8) +
      sprig(400, 536, 96, c)
    )
  },
  shaving: (a, b, c) =>
    floor(300, 330) +
    solid('M190 480h280q0 142-140 142T190 480z', c, 400) +
    path('M190 480q10-60 60-40 20-50 80-30 60-30 80 20 60-10 60 50z', '#fffdf6') +
    place(
      560,
      450,
      1,
      0,
      path('M340 300q-14-100 60-110 74 10 60 110l-26 50h-68z', b),
      each([372, 400, 428], (x) => line(`M${(x + 400) / 2} 330L${x} 220`, light(b, 0.35), 6)),
      rect(362, 344, 76, 26, '#cda44d', 8),
      solid('M366 370h68q22 40 4 80 30 50 10 110H352q-20-60 10-110-18-40 4-80z', a, 416),
    ),
  dropper: (a, b, c) =>
    floor(230) +
    solid('M376 130q0-20 24-20t24 20v80h-48z', '#3e4144', 410) +
    rect(362, 206, 76, 52, b, 8) +
    solid('M370 256h60v30q84 12 84 90v206q0 40-40 40H326q-40 0-40-40V376q0-78 84-90z', a, 450) +
    faint(0.4, line('M314 390v160', '#fffdf6', 12)) +
    rect(318, 420, 164, 140, '#fbf6e8', 8) +
    sprig(400, 542, 108, c),
  shampoobar: (a, b, c) =>
    bubbles +
    floor(420) +
    solid('M200 540h400v60q0 22-200 22t-200-22z', b, 500) +
    ellipse(400, 540, 200, 44, light(b, 0.35)) +
    ellipse(400, 540, 182, 36, dark(b, 0.2)) +
    solid('M250 430v90q20 36 150 36t150-36v-90z', a, 480) +
    ellipse(400, 430, 150, 40, light(a, 0.3)) +
    leaf(390, 446, 70, 70, c) +
    leaf(410, 446, 70, -70, c),
  diffuser: (a, b, c) =>
    floor(280) +
    [-24, -12, 2, 14, 26]
      .map((d) => `<g transform="rotate(${d} 400 420)">${rect(395, 130, 10, 300, '#c79a63', 5)}</g>`)
      .join('') +
    rect(366, 356, 68, 60, b, 8) +
    solid('M372 410h56q90 40 90 140 0 72-60 72H342q-60 0-60-72 0-100 90-140z', a, 460) +
    faint(0.4, line('M312 560q4-60 44-96', '#fffdf6', 12)) +
    circle(400, 536, 54, '#fbf6e8') +
    sprig(400, 576, 78, c),
} satisfies Record<string, Draw>
