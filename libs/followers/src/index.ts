export { withConnection } from './connection';
export { createCheckpointTable } from './checkpoint';
export { type Checkpoint, CheckpointMoved, Follower, type FollowerHandler, type FollowerOptions } from './follower';
