import Fastify from 'fastify';

process.once('message', async (text: string) => {
  const app = Fastify();
  app.get('/', (_request, reply) => reply.type('application/json; charset=utf-8').send(text));
  process.send?.(await app.listen({ host: '127.0.0.1', port: 0 }));
});
