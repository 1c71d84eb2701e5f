import { plural, translations } from './locale.ts';

export const queueTexts = translations(
  {
    queue: 'Queue',
    about: 'Signals of alert or above that nobody has judged, what matters most first.',
    head: (today: number, waiting: number, cutOff: number) =>
      cutOff === 0
        ? `${today} of ${waiting} today.`
        : `${today} of ${waiting} today; ${cutOff} ${cutOff === 1 ? 'waits' : 'wait'} below the line.`,
    judged: (judged: number, budget: number, day: string) => `Judged on ${day}: ${judged} of ${budget}.`,
    dayOff: (day: string) => `No working day: what is left of ${day}.`,
    line: (cutOff: number) => `Below the line: ${plural(cutOff, 'signal')} beyond what a day holds`,
    belowAlert: 'Below alert: no alarms, and not counted',
    lower: 'Show what is below alert too',
    place: (place: number) => `Place ${place}`,
    sector: 'Sector',
    empty: 'No signal of alert or above waits to be judged.',
    noMatch: 'No signal matches these filters.',
    shown: (count: number, more: boolean) => (more ? `The first ${count}` : plural(count, 'signal')),
    dismissed: 'The signal was dismissed.',
  },
  {
    queue: '판단 대기열',
    about: '아직 판단되지 않은 경계 단계 이상의 신호를 중요한 순서로 보여 줍니다.',
    head: (today: number, waiting: number, cutOff: number) =>
      cutOff === 0
        ? `${waiting}건 중 오늘 ${today}건.`
        : `${waiting}건 중 오늘 ${today}건, ${cutOff}건은 기준선 아래에서 대기 중입니다.`,
    judged: (judged: number, budget: number, day: string) => `${day} 판단: ${budget}건 중 ${judged}건.`,
    dayOff: (day: string) => `휴무일입니다. ${day}의 남은 몫입니다.`,
    line: (cutOff: number) => `기준선 아래: 하루 처리량을 넘는 신호 ${cutOff}건`,
    belowAlert: '경계 미만: 처리량에 넣지 않습니다',
    lower: '경계 미만도 보기',
    place: (place: number) => `${place}순위`,
    sector: '분야',
    empty: '판단을 기다리는 경계 단계 이상의 신호가 없습니다.',
    noMatch: '조건에 맞는 신호가 없습니다.',
    shown: (count: number, more: boolean) => (more ? `처음 ${count}건` : `신호 ${count}건`),
    dismissed: '신호를 기각하였습니다.',
  },
  {
    queue: '判断待ち',
    about: 'まだ判断されていない警戒以上のシグナルを、重要な順に示します。',
    head: (today: number, waiting: number, cutOff: number) =>
      cutOff === 0
        ? `${waiting} 件のうち本日 ${today} 件。`
        : `${waiting} 件のうち本日 ${today} 件、${cutOff} 件は線の下で待機中です。`,
    judged: (judged: number, budget: number, day: string) =>
      `${day}の判断: ${budget} 件のうち ${judged} 件。`,
    dayOff: (day: string) => `休業日です。${day}の残りです。`,
    line: (cutOff: number) => `線の下: 一日の処理量を超えるシグナル ${cutOff} 件`,
    belowAlert: '警戒未満: 処理量に数えません',
    lower: '警戒未満も表示',
    place: (place: number) => `${place} 位`,
    sector: '分野',
    empty: '判断を待つ警戒以上のシグナルはありません。',
    noMatch: '条件に合うシグナルはありません。',
    shown: (count: number, more: boolean) => (more ? `先頭 ${count} 件` : `シグナル ${count} 件`),
    dismissed: 'シグナルを棄却しました。',
  },
);
