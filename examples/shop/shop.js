// The shop knows who is logged in; the page does not. Its own back end mints a short-lived token
// for that person, and the widget asks for one whenever it needs it.
const preferences = document.querySelector('sordino-preferences');

preferences.tokenProvider = async () => {
  const answer = await fetch('/session/token', { cache: 'no-store' });
  if (!answer.ok) throw new Error(`no token: ${answer.status}`);
  return (await answer.text()).trim();
};
