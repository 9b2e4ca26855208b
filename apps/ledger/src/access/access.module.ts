import { Module } from '@nestjs/common';
import { Access } from './access.service';
import { Asking } from './asking.service';

/** Who may do and see what, and asking in their name. */
@Module({ providers: [Access, Asking], exports: [Access, Asking] })
export class AccessModule {}
