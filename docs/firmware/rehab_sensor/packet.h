// Data packets of the open profile, version 1. Plain C++: the tests compile this file on a computer and hold it
// against the decoder of the program.
#pragma once

#include <stdint.h>

struct Sample {
  int16_t acc[3];  // counts, right-handed axes, specific force: +1 g on the axis that points up
  int16_t gyr[3];  // counts, right-hand rule
};

constexpr uint8_t kVersion = 1;
constexpr uint8_t kSamplesPerPacket = 8;
constexpr int kHeaderBytes = 8;
constexpr int kPacketBytes = kHeaderBytes + 12 * kSamplesPerPacket;  // 104: needs an MTU of 107

inline uint8_t *put16(uint8_t *at, uint16_t value) {
  *at++ = uint8_t(value);
  *at++ = uint8_t(value >> 8);
  return at;
}

// Fill `packet`; return its length. `number` counts samples, also those that were lost on the board, and wraps;
// `first_us` is the board's clock at the first sample.
inline int fillPacket(uint8_t *packet, const Sample *samples, uint8_t count, uint16_t number, uint32_t first_us) {
  uint8_t *at = packet;
  *at++ = kVersion;
  *at++ = count;
  at = put16(at, number);
  at = put16(at, uint16_t(first_us));
  at = put16(at, uint16_t(first_us >> 16));
  for (uint8_t i = 0; i < count; i++) {
    for (int axis = 0; axis < 3; axis++) at = put16(at, uint16_t(samples[i].acc[axis]));
    for (int axis = 0; axis < 3; axis++) at = put16(at, uint16_t(samples[i].gyr[axis]));
  }
  return int(at - packet);
}
