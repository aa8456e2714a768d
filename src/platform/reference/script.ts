/**
 * Comfort only; the page is whole without it: a filter for the list, copy buttons, the place in the list where the
 * reader is, and a list on phones that closes behind a choice.
 */
export const SCRIPT = `
const menu = document.querySelector('.side details')
const links = [...menu.querySelectorAll('li a')]

const filter = Object.assign(document.createElement('input'), { type: 'search', className: 'filter', placeholder: 'Filter ( / )' })
filter.setAttribute('aria-label', 'Filter the contents')
menu.querySelector('nav').prepend(filter)
filter.addEventListener('input', () => {
  const words = filter.value.toLowerCase().split(' ')
  for (const link of links) {
    const text = (link.textContent + link.title).toLowerCase()
    link.parentElement.hidden = !words.every((word) => text.includes(word))
  }
  for (const list of menu.querySelectorAll('ul')) list.previousElementSibling.hidden = !list.querySelector('li:not([hidden])')
})
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target.closest('input')) return
  event.preventDefault()
  menu.open = true
  filter.focus()
})

const phone = matchMedia('(max-width: 47.99rem)')
for (const link of links) link.addEventListener('click', () => { if (phone.matches) menu.open = false })

for (const block of document.querySelectorAll('pre')) {
  const frame = Object.assign(document.createElement('div'), { className: 'code' })
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'copy', textContent: 'Copy' })
  block.replaceWith(frame)
  frame.append(block, button)
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(block.textContent)
    button.textContent = 'Copied'
    setTimeout(() => { button.textContent = 'Copy' }, 1500)
  })
}

const byId = new Map(links.map((link) => [link.hash.slice(1), link]))
const watch = new IntersectionObserver((entries) => {
  const seen = entries.find((entry) => entry.isIntersecting)
  if (!seen) return
  for (const link of links) link.removeAttribute('aria-current')
  const link = byId.get(seen.target.id)
  link.setAttribute('aria-current', 'true')
  if (!phone.matches) link.scrollIntoView({ block: 'nearest' })
}, { rootMargin: '-10% 0px -80% 0px' })
for (const id of byId.keys()) {
  const target = document.getElementById(id)
  if (target) watch.observe(target)
}
`
