/** promptfoo's assertion types that casebook has none for; a CSV cell may name them. Source: its documentation. */
const FOREIGN = [
  ...[
    'answer-relevance',
    'bleu',
    'classifier',
    'contains-html',
    'contains-sql',
    'contains-xml',
    'context-faithfulness',
  ],
  ...[
    'context-recall',
    'context-relevance',
    'conversation-relevance',
    'cost',
    'factuality',
    'finish-reason',
    'g-eval',
    'gleu',
  ],
  ...[
    'guardrails',
    'is-html',
    'is-sql',
    'is-valid-function-call',
    'is-valid-openai-function-call',
    'is-xml',
    'javascript',
  ],
  ...[
    'latency',
    'llm-rubric',
    'meteor',
    'model-graded-closedqa',
    'model-graded-factuality',
    'moderation',
    'perplexity',
  ],
  ...['perplexity-score', 'pi', 'python', 'rouge-n', 'ruby', 'search-rubric', 'similar', 'webhook'],
]

/** The types that mean the same on both sides. */
export const SHARED_TYPES: ReadonlySet<string> = new Set([
  ...[
    'equals',
    'contains',
    'icontains',
    'contains-any',
    'contains-all',
    'icontains-any',
    'icontains-all',
    'starts-with',
  ],
  ...['regex', 'is-json', 'contains-json', 'levenshtein', 'is-refusal', 'is-valid-openai-tools-call', 'word-count'],
])

export const PROMPTFOO_TYPES: ReadonlySet<string> = new Set([...SHARED_TYPES, ...FOREIGN])
