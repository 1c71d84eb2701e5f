import { translations } from './locale.ts';

/** Why an entry of a peer was not accepted, by the code of the refusal. */
export const refusalTexts = translations(
  {
    entry_signature: 'Its signature does not match its content: it was altered, or signed by somebody else.',
    entry_invalid: 'It is not formed as a bulletin has to be.',
    four_eyes: 'It was not released by enough different people.',
    content_changed: 'What was approved is not what was sent.',
    key_unknown: 'It is signed with a key that the peer never announced.',
    too_large: 'It is larger than an entry may be.',
    other: 'It breaks a rule of the exchange.',
  },
  {
    entry_signature: '서명이 내용과 맞지 않습니다. 변조되었거나 다른 주체가 서명하였습니다.',
    entry_invalid: '경보문의 형식을 갖추지 못하였습니다.',
    four_eyes: '필요한 수의 서로 다른 사람이 승인하지 않았습니다.',
    content_changed: '승인된 내용과 전송된 내용이 다릅니다.',
    key_unknown: '상대국이 공표한 적 없는 키로 서명되었습니다.',
    too_large: '허용된 크기를 넘습니다.',
    other: '교환 규칙에 어긋납니다.',
  },
  {
    entry_signature: '署名が内容と一致しません。改ざんされたか、別の主体が署名しました。',
    entry_invalid: '警報としての形式を満たしていません。',
    four_eyes: '必要な人数の異なる人による承認がありません。',
    content_changed: '承認された内容と送信された内容が異なります。',
    key_unknown: '相手国が公表していない鍵で署名されています。',
    too_large: '許される大きさを超えています。',
    other: '交換の規則に反しています。',
  },
);
