const hourMs = 60 * 60 * 1000;

/**
 * Moves a server's virtual clock hour by hour: leases of the dead and waits before the next try end, and what is due
 * is done before each answer.
 */
export async function passHours(url: string, token: string, hours: number): Promise<void> {
  const { now } = await ask(url, token);
  for (let hour = 1; hour <= hours; hour += 1)
    await ask(url, token, new Date(Date.parse(now) + hour * hourMs).toISOString());
}

async function ask(url: string, token: string, now?: string): Promise<{ now: string }> {
  const response = await fetch(`${url}/api/clock`, {
    method: now === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(now === undefined ? {} : { body: JSON.stringify({ now }) }),
  });
  if (!response.ok) throw new Error(`The clock: ${response.status} ${await response.text()}`);
  return (await response.json()) as { now: string };
}
