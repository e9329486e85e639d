// BullMQ on the benchmark's redis-server: node bullmq.mjs PORT JOBS PULLERS [kept] prints one JSON object.
// kept: finished jobs stay, each with a line that says who did it and why.
import { createRequire } from 'node:module';
const require = createRequire(process.cwd() + '/');
const { Queue, Worker } = require('bullmq');
const { Redis } = require('ioredis');
const [port, jobs, pullers] = process.argv.slice(2, 5).map(Number);
const kept = process.argv[5] === 'kept';
const connection = { host: '127.0.0.1', port, maxRetriesPerRequest: null };
const body = 'Die Präfektur habe den Auftrag ohne Ausschreibung vergeben, heisst es in Bern. '.repeat(6);
const queue = new Queue('bench', { connection });
const client = new Redis(connection);
const used = async () => Number(/used_memory:(\d+)/.exec(await client.info('memory'))[1]);
const before = await used();
let start = performance.now();
for (let begin = 0; begin < jobs; begin += 50) {
  const adds = Array.from({ length: Math.min(50, jobs - begin) }, () => queue.add('no-op', { body }, { removeOnComplete: !kept }));
  await Promise.all(adds);
}
const push_per_s = (jobs * 1000) / (performance.now() - start);
const bytes_per_item = ((await used()) - before) / jobs;
let done = 0;
start = 0;
const worker = new Worker('bench', async (job) => {
  start ||= performance.now();
  if (kept) await job.log('ana confirmed: rang the prefecture');
}, { connection, concurrency: pullers });
worker.on('completed', () => {
  done += 1;
  if (done < jobs) return;
  const pairs_per_s = ((jobs - 1) * 1000) / (performance.now() - start);
  console.log(JSON.stringify({ push_per_s, bytes_per_item, pairs_per_s }));
  process.exit(0);
});
