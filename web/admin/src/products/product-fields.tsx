import {
  ActionIcon,
  Button,
  Group,
  MultiSelect,
  Select,
  Stack,
  Tabs,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { categoryChoices, useCategories } from '../parts/categories.ts'
import { useMarkets } from '../parts/markets.ts'
import { Section } from '../parts/page.tsx'
import type { ProductDraft } from './product-draft.ts'

type Props = {
  readonly draft: ProductDraft
  readonly set: (change: Partial<ProductDraft>) => void
  readonly faults: Readonly<Record<string, string>>
  readonly isLocked: boolean
}

const LOCALE_NAMES = new Intl.DisplayNames(undefined, { type: 'language' })
type Texts = ProductDraft['translations'][string]

export function TextFields({ draft, set, faults, isLocked }: Props) {
  const { markets } = useMarkets()
  const spoken = new Set(markets.flatMap(({ locales }) => locales))
  const locales = [...new Set([...spoken, ...Object.keys(draft.translations)])].filter(
    (locale) => locale !== 'en' || Object.hasOwn(draft.translations, locale),
  )
  const write = (locale: string, change: Texts) => {
    const texts = { ...draft.translations[locale], ...change }
    // An empty field is no translation: the base text is shown instead.
    const said = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')) as Texts
    set({ translations: { ...draft.translations, [locale]: said } })
  }
  return (
    <Section title="Texts">
      <Tabs defaultValue="base" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="base">Base</Tabs.Tab>
          {locales.map((locale) => (
            <Tabs.Tab key={locale} value={locale}>
              {LOCALE_NAMES.of(locale) ?? locale}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="base">
          <Stack gap="md">
            <TextInput
              label="Title"
              required
              readOnly={isLocked}
              value={draft.title}
              error={faults['/title']}
              onChange={({ currentTarget }) => set({ title: currentTarget.value })}
            />
            <Textarea
              label="Description"
              description="HTML. What is not safe in a page is taken out on the way in."
              readOnly={isLocked}
              autosize
              minRows={4}
              maxRows={16}
              value={draft.description}
              error={faults['/description']}
              onChange={({ currentTarget }) => set({ description: currentTarget.value })}
            />
          </Stack>
        </Tabs.Panel>
        {locales.map((locale) => (
          <Tabs.Panel key={locale} value={locale}>
            <Stack gap="md">
              <TextInput
                label="Title"
                placeholder={draft.title}
                readOnly={isLocked}
                lang={locale}
                value={draft.translations[locale]?.title ?? ''}
                error={faults[`/translations/${locale}/title`]}
                onChange={({ currentTarget }) => write(locale, { title: currentTarget.value })}
              />
              <Textarea
                label="Description"
                description="Empty: shoppers see the base text."
                readOnly={isLocked}
                autosize
                minRows={4}
                maxRows={16}
                lang={locale}
                value={draft.translations[locale]?.description ?? ''}
                error={faults[`/translations/${locale}/description`]}
                onChange={({ currentTarget }) => write(locale, { description: currentTarget.value })}
              />
            </Stack>
          </Tabs.Panel>
        ))}
      </Tabs>
    </Section>
  )
}

export function OrderFields({ draft, set, faults, isLocked }: Props) {
  const { data: categories = [] } = useCategories()
  // Products name categories by handle.
  const byHandle = categories.map(({ handle, title }) => ({ id: handle, title }))
  return (
    <Section title="Where it belongs">
      <Stack gap="md">
        <Select
          label="Status"
          description="Only active products are shown."
          readOnly={isLocked}
          allowDeselect={false}
          data={[
            { value: 'active', label: 'Active' },
            { value: 'draft', label: 'Draft' },
            { value: 'archived', label: 'Archived' },
          ]}
          value={draft.status}
          onChange={(value) => set({ status: value ?? draft.status })}
        />
        <MultiSelect
          label="Categories"
          searchable
          readOnly={isLocked}
          data={categoryChoices(byHandle, draft.categories)}
          value={draft.categories}
          error={faults['/categories']}
          onChange={(value) => set({ categories: value })}
        />
        <TagsInput
          label="Tags"
          readOnly={isLocked}
          value={draft.tags}
          error={faults['/tags']}
          onChange={(value) => set({ tags: value })}
        />
        <TextInput
          label="Vendor"
          readOnly={isLocked}
          value={draft.vendor}
          error={faults['/vendor']}
          onChange={({ currentTarget }) => set({ vendor: currentTarget.value })}
        />
        <TextInput
          label="Type"
          readOnly={isLocked}
          value={draft.productType}
          error={faults['/productType']}
          onChange={({ currentTarget }) => set({ productType: currentTarget.value })}
        />
        <TextInput
          label="Handle"
          description="Its address. The former one leads here."
          readOnly={isLocked}
          value={draft.handle}
          error={faults['/handle']}
          onChange={({ currentTarget }) => set({ handle: currentTarget.value })}
        />
      </Stack>
    </Section>
  )
}

export function PictureFields({ draft: { media }, set, faults, isLocked }: Props) {
  const put = (at: number, change: Partial<ProductDraft['media'][number]>) =>
    set({ media: media.map((picture, index) => (index === at ? { ...picture, ...change } : picture)) })
  return (
    <Section
      title="Pictures"
      note="The first one is shown in lists."
      actions={
        isLocked ? undefined : (
          <Button
            size="xs"
            variant="default"
            onClick={() => set({ media: [...media, { url: '', alt: '' }] })}
          >
            Add a picture
          </Button>
        )
      }
    >
      {media.length === 0 ? (
        <Text size="sm" c="gray.7">
          None yet.
        </Text>
      ) : (
        <Stack gap="md">
          {media.map(({ url, alt }, at) => (
            <Group key={at} align="flex-start" wrap="nowrap" gap="sm">
              {url === '' ? <span className="thumb" /> : <img className="thumb" src={url} alt="" />}
              <Stack gap={6} flex={1} miw={0}>
                <TextInput
                  aria-label={`Address of picture ${at + 1}`}
                  placeholder="https://… or /media/…"
                  readOnly={isLocked}
                  value={url}
                  error={faults[`/media/${at}/url`]}
                  onChange={({ currentTarget }) => put(at, { url: currentTarget.value })}
                />
                <TextInput
                  aria-label={`What picture ${at + 1} shows`}
                  placeholder="What it shows, for who does not see it"
                  readOnly={isLocked}
                  value={alt}
                  onChange={({ currentTarget }) => put(at, { alt: currentTarget.value })}
                />
              </Stack>
              {!isLocked && (
                <ActionIcon
                  variant="subtle"
                  color="gray.8"
                  aria-label={`Take picture ${at + 1} away`}
                  onClick={() => set({ media: media.filter((_, index) => index !== at) })}
                >
                  ✕
                </ActionIcon>
              )}
            </Group>
          ))}
        </Stack>
      )}
    </Section>
  )
}

export const SeoFields = ({ draft: { seo }, set, faults, isLocked }: Props) => (
  <Section title="Search engines" note="Empty: title and description of the product.">
    <Stack gap="md">
      <TextInput
        label="Page title"
        readOnly={isLocked}
        value={seo.title}
        error={faults['/seo/title']}
        onChange={({ currentTarget }) => set({ seo: { ...seo, title: currentTarget.value } })}
      />
      <Textarea
        label="Page description"
        readOnly={isLocked}
        autosize
        minRows={2}
        value={seo.description}
        error={faults['/seo/description']}
        onChange={({ currentTarget }) => set({ seo: { ...seo, description: currentTarget.value } })}
      />
    </Stack>
  </Section>
)
