// What every page runs: the header's menu, the forms' behaviour, and the sender that drains this device's waiting scans.
import { createAll, ErrorSummary, Header, PasswordInput, SkipLink } from 'nhsuk-frontend'

document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')
for (const component of [ErrorSummary, Header, PasswordInput, SkipLink]) createAll(component)
