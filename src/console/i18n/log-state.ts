import { translations } from './locale.ts';

/** Why a node issues nothing. */
export const logStateTexts = translations(
  {
    title: 'This node issues nothing at present',
    recovering:
      'It may lack entries of its own log, and is taking them back from its peers. It goes on by itself once they have answered; received bulletins come in as before.',
    refused:
      'Its log and what it wrote down about it do not agree. An operator has to look at it; received bulletins come in as before.',
  },
  {
    title: '이 노드는 현재 아무것도 발령하지 않습니다',
    recovering:
      '자체 로그의 일부 항목이 없을 수 있어 상대 노드에서 되찾는 중입니다. 상대 노드가 응답하면 저절로 재개되며, 경보 수신은 계속됩니다.',
    refused: '로그와 그 기록이 일치하지 않습니다. 운영자의 확인이 필요하며, 경보 수신은 계속됩니다.',
  },
  {
    title: 'このノードは現在、何も発出しません',
    recovering:
      '自ノードのログの一部が欠けている可能性があり、相手ノードから取り戻しています。応答があれば自動で再開します。受信は続いています。',
    refused: 'ログとその記録が一致しません。運用者の確認が必要です。受信は続いています。',
  },
);
