/** A portal in two hundred lines: signs a user in, hands tokens to the widgets, and joins list and task. */

const find = (id) => document.getElementById(id);
const app = find('app');
const queue = find('queue');
const task = find('task');

const roles = {
  analyst: ['HIM analyst', 'Checks charts and settles deficiencies'],
  physician: ['Physician', 'Completes and signs what is missing'],
  surgeon: ['Surgeon', 'Dictates and signs operative reports'],
  coder: ['Coder', 'Codes the stay for billing'],
  'cdi-specialist': ['CDI specialist', 'Clears up what the record leaves open'],
  'release-specialist': ['Release specialist', 'Answers requests for records'],
  'medical-staff-office': ['Medical staff office', 'Follows up delinquent charts'],
  quality: ['Quality', 'Watches timeliness and patterns'],
  supervisor: ['Supervisor', 'Keeps the queues moving'],
  manager: ['Manager', 'Sees the whole department'],
  'privacy-officer': ['Privacy officer', 'Decides on disclosures and restrictions'],
  auditor: ['Auditor', 'Reads, and changes nothing'],
  administrator: ['Administrator', 'Rules, people and settings'],
};

/** Who the user is in a demonstration; elsewhere the hospital's own sign-in has set a cookie. */
let demoRole = new URLSearchParams(location.search).get('demo');
/** How one signs in at this server: `{demo, oidc}`. */
let ways = { demo: null, oidc: false };

async function api(path, init) {
  const response = await fetch(path, { headers: { 'Content-Type': 'application/json' }, ...init });
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => ({}));
  const words = problem.detail ?? `The server answered ${response.status}.`;
  throw Object.assign(new Error(words), { status: response.status });
}

/** The session of the hospital's sign-in, by its cookie; undefined when there is none. */
async function hospitalSession() {
  if (!ways.oidc) return undefined;
  return api('/auth/token', { method: 'POST' }).catch((error) => {
    if (error.status !== 401) throw error;
  });
}

async function demoSession() {
  if (!demoRole) throw new Error('Your sign-in has ended.');
  return api('/api/session', { method: 'POST', body: JSON.stringify({ demo: demoRole }) });
}

/** The widgets ask for a token when they start, a minute before it ends, and when it is refused. */
async function getToken() {
  const session = (await hospitalSession()) ?? (await demoSession());
  find('person').textContent = session.user.name;
  return session;
}

function view(name) {
  document.body.dataset.view = name;
  find('sign-in').hidden = name !== 'sign-in';
  for (const id of ['app', 'foot', 'sign-out']) find(id).hidden = name === 'sign-in';
}

async function start() {
  await customElements.whenDefined('him-app');
  ways = await api('/api/session');
  if (await hospitalSession()) return open(null);
  if (ways.demo?.includes(demoRole)) return open(demoRole);
  view('sign-in');
  find('oidc').hidden = !ways.oidc;
  if (ways.demo === null) return;
  find('sign-in-lead').textContent =
    'This is a demonstration with made-up patients. Choose who you are.';
  // A demo may know machines too, such as the interface that feeds it; people sign in here.
  find('roles').replaceChildren(...ways.demo.filter((role) => role in roles).map(roleButton));
}

function roleButton(role) {
  const [name, does] = roles[role];
  const button = document.createElement('button');
  button.type = 'button';
  for (const [tag, words] of [
    ['b', name],
    ['small', does],
    ['span', '›'],
  ]) {
    button.append(Object.assign(document.createElement(tag), { textContent: words }));
  }
  button.addEventListener('click', () => open(role));
  return button;
}

function open(role) {
  demoRole = role;
  history.replaceState(null, '', role ? `?demo=${role}` : './');
  app.getToken = getToken;
  view('list');
}

async function signOut() {
  if (ways.oidc) await fetch('/auth/logout', { method: 'POST' });
  location.assign(location.pathname);
}

/** The task the reader chose in the list, or that the server handed out next. */
queue.addEventListener('him-task-open', ({ detail }) => {
  task.instanceId = detail.instanceId;
  task.taskId = detail.taskId;
  view('task');
  task.focus();
});
task.addEventListener('him-task-next', () => queue.takeNext());
task.addEventListener('him-task-close', () => {
  view('list');
  queue.focus();
});
task.addEventListener('him-task-done', saved);
queue.addEventListener('him-task-claim', saved);

function saved() {
  find('saved').textContent = `Saved ${new Date().toLocaleTimeString([], { hourCycle: 'h23' })}`;
}

const liveWords = {
  off: 'Not connected',
  connecting: 'Connecting',
  live: 'Live',
  offline: 'Offline',
};
app.addEventListener('him-live-change', ({ detail }) => {
  const live = find('live');
  live.dataset.state = detail.state;
  live.textContent = liveWords[detail.state];
});
app.addEventListener('him-auth-lost', () => {
  find('live').textContent = 'Signed out';
});
find('sign-out').addEventListener('click', signOut);

start().catch((error) => {
  view('sign-in');
  find('sign-in-problem').textContent = error.message;
});
