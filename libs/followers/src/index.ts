export * from './follower';
