import { render } from 'preact'
import { createClient } from 'highstreet/client'

const shop = createClient('/')
const place = document.getElementById('app')
if (place !== null) render(<main>{typeof shop}</main>, place)
