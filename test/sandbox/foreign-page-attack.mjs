/* global document, HTMLIFrameElement, navigator */
/**
 * Sends each request in every way that a page has. Runs in the page; returns the number of attempts, and what it could read.
 * `requests`: `[{method, url, body, type}]`.
 */
export async function attack(requests) {
  const read = []
  let tried = 0
  const loaded = (element, name, attribute, url) =>
    new Promise((done) => {
      tried += 1
      element.onload = () => {
        // A frame fires its load event whatever it shows; its document says whether the page can read it.
        const frame = element instanceof HTMLIFrameElement ? element.contentDocument : undefined
        if (frame === undefined || (frame?.body?.innerText ?? '') !== '') read.push(`${name} ${url}`)
        done()
      }
      element.onerror = () => done()
      element.setAttribute(attribute, url)
      document.body.append(element)
      setTimeout(done, 1500)
    })
  const submit = (request, encoding) =>
    new Promise((done) => {
      tried += 1
      const frame = document.createElement('iframe')
      frame.name = `frame-${tried}`
      const form = document.createElement('form')
      Object.assign(form, { method: request.method, action: request.url, target: frame.name })
      form.enctype = encoding
      // With text/plain the body is `name=value`, which can be made valid JSON.
      const fields = [...new URLSearchParams(request.type.includes('form') ? (request.body ?? '') : '')]
      if (fields.length === 0) fields.push([(request.body ?? '{}').replace(/\}$/, ',"x":"'), '"}'])
      for (const [name, value] of fields) {
        const input = document.createElement('input')
        Object.assign(input, { type: 'hidden', name, value })
        form.append(input)
      }
      document.body.append(frame, form)
      form.submit()
      frame.onload = () => {
        if ((frame.contentDocument?.body?.innerText ?? '') !== '') read.push(`form ${request.url}`)
        done()
      }
      setTimeout(done, 1500)
    })
  const send = async (request, init) => {
    tried += 1
    try {
      const answer = await fetch(request.url, {
        method: request.method,
        ...(request.body !== null && { body: request.body }),
        ...init,
      })
      const text = await answer.text()
      if (answer.type !== 'opaque' || text !== '')
        read.push(`fetch ${request.method} ${request.url}: ${text}`)
    } catch {
      // The browser refuses to send the request, or to let the page read the answer.
    }
  }
  await Promise.all(
    requests.flatMap((request) => {
      const simple = ['GET', 'POST'].includes(request.method)
      const json = { 'content-type': request.type, 'x-sandbox-key': '0'.repeat(64) }
      return [
        send(request, { credentials: 'include', headers: json }),
        send(request, { credentials: 'include' }),
        ...(simple
          ? [
              send(request, {
                credentials: 'include',
                mode: 'no-cors',
                headers: { 'content-type': 'text/plain' },
              }),
              submit(request, 'text/plain'),
              submit(request, 'application/x-www-form-urlencoded'),
              submit(request, 'multipart/form-data'),
            ]
          : []),
        ...(request.method === 'POST'
          ? [
              (async () => {
                tried += 1
                navigator.sendBeacon(request.url, request.body ?? '')
              })(),
            ]
          : [
              loaded(document.createElement('img'), 'image', 'src', request.url),
              loaded(document.createElement('script'), 'script', 'src', request.url),
              loaded(document.createElement('iframe'), 'frame', 'src', request.url),
              loaded(
                Object.assign(document.createElement('link'), { rel: 'stylesheet' }),
                'style',
                'href',
                request.url,
              ),
            ]),
      ]
    }),
  )
  return { tried, read }
}
