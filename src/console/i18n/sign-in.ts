import { translations } from './locale.ts';

export const signInTexts = translations(
  {
    title: 'Sign in',
    lead: 'Early warning of supply-chain disruption, exchanged between nodes and proven.',
    name: 'Name',
    password: 'Password',
    submit: 'Sign in',
    wrong: 'Name or password is wrong.',
    throttled: 'Too many attempts. Wait a minute, then try again.',
  },
  {
    title: '로그인',
    lead: '공급망 교란의 조기경보를 노드끼리 교환하고 증명합니다.',
    name: '이름',
    password: '비밀번호',
    submit: '로그인',
    wrong: '이름 또는 비밀번호가 맞지 않습니다.',
    throttled: '시도가 너무 많습니다. 1분 뒤에 다시 시도하십시오.',
  },
  {
    title: 'サインイン',
    lead: 'サプライチェーン混乱の早期警戒をノード間で交換し、証明します。',
    name: '名前',
    password: 'パスワード',
    submit: 'サインイン',
    wrong: '名前またはパスワードが違います。',
    throttled: '試行が多すぎます。1分待ってからやり直してください。',
  },
);
