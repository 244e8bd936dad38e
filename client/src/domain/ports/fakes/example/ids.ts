/** Identifiers of the example state. They are written here, not parsed from anywhere, so the brands are given by hand. */
import type { DeviceId, EventId, RoomId, TransactionId, UserId } from "../../../ids.ts";

export const userId = (localpart: string): UserId => `@${localpart}:etat.example` as UserId;
export const roomId = (name: string): RoomId => `!${name}` as RoomId;
export const eventId = (name: string): EventId => `$${name}` as EventId;
export const transactionId = (name: string): TransactionId => name as TransactionId;
export const deviceId = (name: string): DeviceId => name as DeviceId;
