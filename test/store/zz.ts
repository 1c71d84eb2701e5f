import { openStores } from '../../src/store/open-stores.ts';
import { storeDirectory } from './directory.ts';
for (let i=0;i<6;i++){ const t=performance.now(); const s=await openStores(storeDirectory()); const t1=performance.now(); await s.close(); console.log('open',(t1-t).toFixed(0),'close',(performance.now()-t1).toFixed(0)); }
