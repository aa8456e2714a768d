import { render } from 'preact'

// A place-holder: the console itself comes here.
const place = document.getElementById('app')
if (place !== null) render(<h1>Console</h1>, place)
