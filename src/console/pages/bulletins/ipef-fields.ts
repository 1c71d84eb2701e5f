/** What a request under the IPEF supply chain agreement has to state, besides the sectors hit. */
export const IPEF_FIELDS = ['cause', 'impact', 'duration', 'measures', 'assistance'] as const;
