import { de } from './de.ts'
import { en } from './en.ts'
import { ja } from './ja.ts'

export type Lang = 'en' | 'de' | 'ja'
/** Every text of the pages; English is where they are written first. */
export type Texts = typeof en

const TEXTS: Readonly<Record<Lang, Texts>> = { en, de, ja }
export const textsOf = (lang: Lang): Texts => TEXTS[lang]

export const LANGUAGE_NAMES: Readonly<Record<string, string>> = { en: 'English', de: 'Deutsch', ja: '日本語' }
