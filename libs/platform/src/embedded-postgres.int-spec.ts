import { Client } from 'pg';

describe('embedded PostgreSQL', () => {
  it('answers on the url that it gives', async () => {
    const client = new Client({ connectionString: process.env['TEST_POSTGRES_URL'] });
    await client.connect();
    const { rows } = await client.query('show fsync');
    await client.end();
    expect(rows).toEqual([{ fsync: 'on' }]);
  });
});
