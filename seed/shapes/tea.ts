import { circle, dark, each, ellipse, faint, floor, leaf, light, line, oblong, path, place } from '../draw.ts'
import { rect, solid, sprig, steps, within } from '../draw.ts'
import type { Draw } from '../draw.ts'

const bean = (x: number, y: number, size: number, degrees: number, fill: string) =>
  place(
    x,
    y,
    size,
    degrees,
    ellipse(400, 400, 34, 48, fill),
    line('M396 356q22 44 2 88', light(fill, 0.35), 7),
  )

const bag = (a: string, label: string, emblem: string) =>
  floor(330) +
  solid('M252 260l22-26h252l22 26 16 340q0 22-22 22H258q-22 0-22-22z', a, 500) +
  path('M268 196h264v64H268z', dark(a, 0.14)) +
  rect(268, 210, 264, 8, dark(a, 0.28)) +
  rect(382, 190, 36, 34, '#cda44d', 6) +
  rect(294, 340, 212, 200, label, 10) +
  emblem

const pouch = (a: string, label: string, emblem: string) =>
  floor(320) +
  solid(
    'M262 200h276q-4 60 12 140 22 150 6 260-4 22-26 22H270q-22 0-26-22-16-110 6-260 16-80 12-140z',
    a,
    490,
  ) +
  rect(262, 200, 276, 30, dark(a, 0.2)) +
  rect(262, 244, 276, 6, dark(a, 0.12)) +
  circle(400, 420, 104, label) +
  emblem

const tin = (a: string, b: string, label: string, emblem: string) =>
  floor(280) +
  solid('M280 300h240v306q-120 30-240 0z', a, 466) +
  solid('M270 240h260v74q-130 26-260 0z', b, 466) +
  ellipse(400, 240, 130, 22, light(b, 0.3)) +
  ellipse(400, 238, 44, 8, dark(b, 0.12)) +
  path('M280 378q120 28 240 0v150q-120 28-240 0z', label) +
  faint(0.08, rect(466, 370, 54, 190, '#2a1f2d')) +
  emblem

export const tea = {
  teatin: (a, b, c) => tin(a, b, c, sprig(400, 532, 130, dark(a, 0.1))),
  leafpouch: (a, b, c) => pouch(a, b, sprig(400, 488, 140, c)),
  flowerpouch: (a, b, c) =>
    pouch(
      a,
      b,
      line('M400 430v70', '#6c9a5b', 7) +
        leaf(400, 490, 44, 55, '#6c9a5b') +
        each(
          steps(0, 45, 8),
          (d) => `<g transform="rotate(${d} 400 400)">${ellipse(400, 366, 12, 24, '#fffdf6')}</g>`,
        ) +
        circle(400, 400, 20, c),
    ),
  stempouch: (a, b, c) =>
    pouch(
      a,
      b,
      each(steps(0, 1, 9), (i) =>
        line(
          `M${340 + i * 14} ${388 + ((i * 37) % 60)}l${24 - ((i * 17) % 40)} 30`,
          i % 2 ? c : dark(c, 0.3),
          8,
        ),
      ),
    ),
  beanbag: (a, b, c) =>
    bag(a, b, bean(372, 450, 1, -24, c) + bean(434, 430, 0.85, 22, dark(c, 0.15))) +
    bean(190, 600, 0.5, 60, '#533527') +
    bean(622, 604, 0.5, -50, '#533527'),
  peakbag: (a, b, c) =>
    bag(a, b, circle(450, 404, 26, '#dca63a') + path('M304 530l66-116 40 62 26-34 60 88z', c)),
  moonbag: (a, b, c) =>
    bag(
      a,
      b,
      circle(400, 440, 64, c) + circle(426, 424, 54, b) + circle(452, 474, 6, c) + circle(444, 400, 5, c),
    ),
  dripper: (a, b) => {
    const glass = 'M296 462h208l42 124q6 36-26 36H280q-32 0-26-36z'
    return (
      floor(310) +
      faint(0.55, path(glass, '#fffdf6')) +
      within(glass, rect(200, 540, 400, 100, b), faint(0.5, line('M306 490l-26 90', '#fffdf6', 10))) +
      line('M536 500c70-6 78 84 20 84', '#fffdf6', 16) +
      rect(262, 436, 276, 24, dark(a, 0.2), 12) +
      solid('M258 260h284l-92 176H350z', a, 460) +
      ellipse(400, 260, 142, 24, light(a, 0.4)) +
      ellipse(400, 264, 122, 17, b) +
      line('M536 290c60-4 60 76-24 78', dark(a, 0.1), 18) +
      each([340, 380, 420], (x) => line(`M${x} 310l${(400 - x) / 2 + 4} 96`, dark(a, 0.12), 5))
    )
  },
  carafe: (a, b) => {
    const glass = 'M290 190h220l-66 176q110 110 116 190 4 66-60 66H300q-64 0-60-66 6-80 116-190z'
    return (
      floor(330) +
      faint(0.6, path(glass, '#fffdf6')) +
      within(glass, path('M200 520q100-20 200 0t200 0v120H200z', b)) +
      faint(0.8, line('M280 520q14-50 48-86', '#fffdf6', 11)) +
      line('M290 190h220', '#fffdf6', 9) +
      solid('M344 326h112l-8 40 22 42H330l22-42z', a, 424) +
      line('M336 368q64 26 128 0', '#74503a', 8) +
      circle(400, 384, 13, dark(a, 0.4))
    )
  },
  grinder: (a, b) =>
    floor(230) +
    line('M400 244v-26q0-20 20-20h150', dark(a, 0.25), 18) +
    rect(548, 140, 52, 70, b, 22) +
    solid('M330 262q0-22 70-22t70 22v40H330z', dark(a, 0.12), 430) +
    solid('M316 300h168v292q0 30-84 30t-84-30z', a, 430) +
    rect(308, 400, 184, 76, b, 12) +
    faint(0.14, rect(430, 400, 62, 76, '#2a1f2d', 12)) +
    faint(0.5, line('M344 324v52', light(a, 0.9), 10) + line('M344 504v84', light(a, 0.9), 10)) +
    bean(240, 604, 0.5, 70, '#533527') +
    bean(564, 602, 0.5, 20, '#533527'),
  teapot: (a, b) => {
    const body = 'M216 490q0-110 184-110t184 110q0 132-120 132H336q-120 0-120-132z'
    return (
      floor(330) +
      path('M560 470q64-8 84-74l32 12q-10 116-116 142z', dark(a, 0.08)) +
      line('M262 420C240 190 560 190 538 420', dark(b, 0.1), 16) +
      solid(
        body,
        a,
        490,
        each(steps(440, 40, 4), (y, row) =>
          each(steps(228 + (row % 2) * 20, 40, 9), (x) => circle(x, y, 8, light(a, 0.16))),
        ),
      ) +
      ellipse(400, 388, 92, 18, dark(a, 0.25)) +
      path('M316 384q84-52 168 0z', light(a, 0.1)) +
      circle(400, 346, 18, b)
    )
  },
  whisk: (a, b, c) =>
    floor(300, 340) +
    ellipse(340, 470, 168, 34, light(b, 0.25)) +
    ellipse(340, 474, 150, 27, c) +
    solid('M172 472c50 36 286 36 336 0 0 100-54 150-168 150s-168-50-168-150z', b, 420) +
    faint(
      0.5,
      path('M172 472c50 36 286 36 336 0 0 20-3 36-7 50-60-30-100 10-150-6s-130 4-172-6q-6-18-7-38z', c),
    ) +
    place(
      560,
      400,
      0.9,
      14,
      rect(366, 180, 68, 170, dark(a, 0.08), 10),
      line('M366 330h68', '#2b3346', 9),
      each(steps(-5, 1, 11), (i) => line(`M${400 + i * 5} 344Q${400 + i * 20} 440 ${400 + i * 9} 560`, a, 7)),
    ),
  honey: (a, b) => {
    const glass = oblong(276, 310, 248, 312, 56)
    return (
      floor(300) +
      path(glass, a) +
      within(
        glass,
        rect(276, 300, 124, 330, light(a, 0.16)),
        rect(276, 400, 248, 140, '#f5ead6'),
        faint(0.1, rect(470, 0, 100, 800, '#2a1f2d')),
      ) +
      each(
        steps(0, 60, 6),
        (d) => `<g transform="rotate(${d} 400 470)">${path('M400 426l18 10v20l-18 10-18-10v-20z', b)}</g>`,
      ) +
      path('M400 448l18 10v22l-18 10-18-10v-22z', dark(a, 0.1)) +
      solid('M264 240q136-30 272 0v66q-136 18-272 0z', b, 470) +
      place(
        624,
        410,
        0.8,
        24,
        rect(391, 190, 18, 240, '#c79a63', 9),
        each(steps(430, 24, 6), (y, i) =>
          rect(368 + (i === 0 || i === 5 ? 8 : 0), y, 64 - (i === 0 || i === 5 ? 16 : 0), 17, '#c79a63', 8),
        ),
      )
    )
  },
  shortbread: (a, b) =>
    floor(420) +
    each(steps(0, 1, 4), (i) =>
      place(
        400 + (i % 2 ? 14 : -10),
        586 - i * 66,
        1,
        i % 2 ? 2 : -2,
        rect(220, 370, 360, 60, a, 16),
        rect(220, 410, 360, 20, dark(a, 0.14), 10),
        each(steps(260, 56, 6), (x) => circle(x, 392, 6, dark(a, 0.3))),
      ),
    ) +
    line('M400 348v270', b, 10) +
    line('M400 350q-70-70-84-20t84 20q70-70 84-20t-84 20', b, 10),
} satisfies Record<string, Draw>
