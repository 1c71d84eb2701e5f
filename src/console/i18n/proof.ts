import { plural, translations } from './locale.ts';

/** What a proof says, in words. */
export const proofTexts = translations(
  {
    title: 'Proof',
    outcomes: {
      proven: 'Proven',
      consistent: 'Consistent, but proves nothing yet',
      failed: 'Does not hold',
    },
    verified: (time: string) => `Checked again here from the stored bytes, ${time}.`,
    proven: 'What is proven',
    notProven: 'What is not proven',
    inLog: (node: string, seq: string, size: string) =>
      `The bulletin stands in the log of ${node} as entry ${seq} of ${size} (counted from 0), exactly as shown here. Not a character was changed since it was signed.`,
    signedBy: (node: string) => `The log’s own keys signed it: it comes from ${node} and from nobody else.`,
    released: (count: number) =>
      `One analyst submitted it and ${plural(count, 'approver')} released it: ${count + 1} different people, each for exactly this content.`,
    addressed: 'Marking and audience are those that were approved.',
    cosigned: (names: string, when: string) =>
      `Witnessed by ${names}: they were shown the same log (latest on ${when}).`,
    notCosigned: 'That everybody is shown the same log: no witness has cosigned this state of it yet.',
    notTrue: 'That what it says is so: a proof speaks of who said what, not of the facts.',
    notLater: 'Whether it was updated or cancelled after this state of the log.',
    anchorMissing: 'Who the keys belong to: they are checked against nothing.',
    failedStep: 'This does not hold',
    altered:
      'What this node shows of the bulletin is not what was signed: its own copy was altered. The log’s entry is intact, and the proof file below holds the signed text.',
    steps: 'All checks, one by one',
    stepStates: { ok: 'holds', failed: 'does not hold', 'not-checked': 'not checked' },
    stepNames: {
      format: 'The file has the one form of a proof',
      keys: 'The keys follow from a root key that somebody vouched for',
      digest: 'The entry is there',
      inclusion: 'The entry is in the tree of the log',
      checkpoint: 'The log signed this state of itself',
      'entry-signature': 'The log signed the entry',
      place: 'The entry says that it is of this place',
      body: 'The entry is a whole bulletin',
      content: 'Every name stands under exactly this content',
      'four-eyes': 'Enough different people released it',
      issuer: 'The log’s own node issued it',
      audience: 'Marking and audience are as approved',
      cosignatures: 'Cosignatures of witnesses',
      quorum: 'As many witnesses as the policy asks for',
    },
    elsewhere: 'Check it elsewhere',
    elsewhereLead:
      'The file proves the bulletin without this node. Compare the fingerprint with what the issuer told you by another way. The document that leads from it to the keys may also be a saved file: then no network is needed.',
    download: 'Download the proof',
    copy: 'Copy the command',
    copied: 'Copied',
  },
  {
    title: '증명',
    outcomes: {
      proven: '증명됨',
      consistent: '일관되나 아직 증명되지 않음',
      failed: '증명되지 않음',
    },
    verified: (time: string) => `이 노드가 저장된 원본으로 다시 확인하였습니다(${time}).`,
    proven: '증명되는 것',
    notProven: '증명되지 않는 것',
    inLog: (node: string, seq: string, size: string) =>
      `이 경보문은 ${node}의 기록 ${size}건 중 ${seq}번(0부터 셈)에 여기 표시된 그대로 있습니다. 서명 이후 한 글자도 바뀌지 않았습니다.`,
    signedBy: (node: string) =>
      `해당 기록의 키로 서명되었습니다. ${node}에서 나온 것이며 다른 곳에서 나온 것이 아닙니다.`,
    released: (count: number) =>
      `분석관 1명이 상신하고 승인자 ${count}명이 승인하였습니다. 서로 다른 ${count + 1}명이 정확히 이 내용에 대하여 책임졌습니다.`,
    addressed: '공유 등급과 수신처는 승인된 그대로입니다.',
    cosigned: (names: string, when: string) =>
      `${names}이(가) 증인으로 서명하여 같은 기록을 보았음을 확인하였습니다(최근 ${when}).`,
    notCosigned: '모두에게 같은 기록이 제시되었는지: 이 상태에 서명한 증인이 아직 없습니다.',
    notTrue: '내용이 사실인지: 누가 무엇을 말하였는지를 증명할 뿐, 사실 여부를 증명하지 않습니다.',
    notLater: '이 시점 이후에 갱신되거나 취소되었는지 여부.',
    anchorMissing: '키의 주인이 누구인지: 대조할 기준이 없습니다.',
    failedStep: '성립하지 않는 항목',
    altered:
      '이 노드가 표시하는 내용은 서명된 내용과 다릅니다. 이 노드의 사본이 변조되었습니다. 기록의 항목은 온전하며 아래 증명 파일에 서명된 원문이 있습니다.',
    steps: '검증 항목 전체 보기',
    stepStates: { ok: '성립', failed: '불성립', 'not-checked': '확인 안 함' },
    stepNames: {
      format: '파일이 증명의 정해진 형식임',
      keys: '보증된 루트 키에서 이어진 키임',
      digest: '기록 항목이 들어 있음',
      inclusion: '항목이 기록 트리에 포함됨',
      checkpoint: '기록이 자신의 이 상태에 서명함',
      'entry-signature': '기록이 항목에 서명함',
      place: '항목에 적힌 자리가 일치함',
      body: '항목이 온전한 경보문임',
      content: '모든 관계자가 정확히 이 내용에 서명함',
      'four-eyes': '서로 다른 사람이 필요한 수만큼 승인함',
      issuer: '기록의 주인인 노드가 발령함',
      audience: '공유 등급과 수신처가 승인된 그대로임',
      cosignatures: '증인의 연서',
      quorum: '정책이 요구하는 증인 수',
    },
    elsewhere: '다른 곳에서 확인하기',
    elsewhereLead:
      '이 파일은 이 노드 없이도 경보문을 증명합니다. 지문은 발령국이 다른 경로로 알려준 값과 대조하십시오. 지문에서 키로 이어지는 노드 문서는 저장해 둔 파일이어도 되며, 그 경우 통신망이 필요 없습니다.',
    download: '증명 파일 내려받기',
    copy: '명령 복사',
    copied: '복사됨',
  },
  {
    title: '証明',
    outcomes: {
      proven: '証明済み',
      consistent: '整合しているが未証明',
      failed: '成立しません',
    },
    verified: (time: string) => `このノードが保存済みの原本からあらためて確認しました(${time})。`,
    proven: '証明されること',
    notProven: '証明されないこと',
    inLog: (node: string, seq: string, size: string) =>
      `この警報は ${node} のログ ${size} 件中の項目 ${seq}(0 から数えて)に、ここに表示されたとおりに存在します。署名後、一字も変わっていません。`,
    signedBy: (node: string) =>
      `ログ自身の鍵で署名されています。${node} から出たものであり、ほかから出たものではありません。`,
    released: (count: number) =>
      `分析官 1 名が提出し、承認者 ${count} 名が承認しました。異なる ${count + 1} 名が、まさにこの内容について責任を負っています。`,
    addressed: '共有区分と宛先は承認されたとおりです。',
    cosigned: (names: string, when: string) =>
      `${names} が証人として連署し、同じログを見たことを確認しています(最新 ${when})。`,
    notCosigned: '全員に同じログが示されたこと: この状態に連署した証人はまだありません。',
    notTrue: '内容が事実であること: 証明するのは誰が何を述べたかであり、事実かどうかではありません。',
    notLater: 'このログの状態より後に更新または取消されたかどうか。',
    anchorMissing: '鍵が誰のものか: 照合する基準がありません。',
    failedStep: '成立しない項目',
    altered:
      'このノードが表示する内容は署名された内容と異なります。このノードの写しが改ざんされています。ログの項目は無傷で、下の証明ファイルに署名された原文があります。',
    steps: '検証項目の一覧',
    stepStates: { ok: '成立', failed: '不成立', 'not-checked': '未確認' },
    stepNames: {
      format: 'ファイルが証明の定められた形式である',
      keys: '保証されたルート鍵に連なる鍵である',
      digest: '項目が含まれている',
      inclusion: '項目がログの木に含まれる',
      checkpoint: 'ログが自身のこの状態に署名した',
      'entry-signature': 'ログが項目に署名した',
      place: '項目に記された位置が一致する',
      body: '項目が完全な警報である',
      content: '関係者全員がまさにこの内容に署名した',
      'four-eyes': '異なる人が必要な人数だけ承認した',
      issuer: 'ログの持ち主のノードが発出した',
      audience: '共有区分と宛先が承認どおりである',
      cosignatures: '証人の連署',
      quorum: '方針が求める証人の数',
    },
    elsewhere: 'ほかの場所で確認する',
    elsewhereLead:
      'このファイルは、このノードなしに警報を証明します。指紋は、発出国が別の経路で伝えた値と照合してください。指紋から鍵へ導くノード文書は保存したファイルでもよく、その場合は通信も不要です。',
    download: '証明ファイルをダウンロード',
    copy: 'コマンドをコピー',
    copied: 'コピーしました',
  },
);
