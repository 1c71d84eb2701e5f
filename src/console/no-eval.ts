import { config } from 'zod';

// zod tries whether it may compile its checks; the content security policy forbids it and would report it.
config({ jitless: true });
