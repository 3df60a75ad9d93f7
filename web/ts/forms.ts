// What only a form with faults and the page where people sign in need. The scan page, which is neither, loads none of it.

import { initErrorSummary } from 'nhsuk-frontend/dist/nhsuk/components/error-summary/error-summary.mjs'
import { initPasswordInputs } from 'nhsuk-frontend/dist/nhsuk/components/password-input/password-input.mjs'

initErrorSummary()
initPasswordInputs()

export {}
