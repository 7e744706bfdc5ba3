// Seeed XIAO nRF52840 Sense: LSM6DS3TR-C on Wire1, its FIFO in continuous mode (ST data sheet DocID030071).
#pragma once

#include <Arduino.h>
#include <Wire.h>

#include "packet.h"

class Imu {
 public:
  static constexpr float kAccG = 0.000488f;  // +-16 g
  static constexpr float kGyrDegS = 0.070f;  // +-2000 deg/s

  bool begin() {
    pinMode(PIN_LSM6DS3TR_C_POWER, OUTPUT);
    digitalWrite(PIN_LSM6DS3TR_C_POWER, HIGH);
    delay(20);
    Wire1.begin();
    Wire1.setClock(400000);
    uint8_t id = 0;
    read(0x0F, &id, 1);
    return id == 0x6A;
  }

  // Start sampling; return the rate in Hz.
  float start(uint16_t rate_hz) {
    const uint8_t code = rate_hz <= 26 ? 2 : rate_hz <= 52 ? 3 : rate_hz <= 104 ? 4 : 5;
    write(0x0A, 0x00);                           // FIFO_CTRL5: empty the FIFO
    write(0x12, 0x44);                           // CTRL3_C: block data update, address counts up
    write(0x10, uint8_t(code << 4 | 0x04));      // CTRL1_XL: rate, 16 g
    write(0x11, uint8_t(code << 4 | 0x0C));      // CTRL2_G: rate, 2000 deg/s
    write(0x08, 0x09);                           // FIFO_CTRL3: both, every sample
    write(0x0A, uint8_t(code << 3 | 0x06));      // FIFO_CTRL5: rate, continuous
    return 13.0f * float(1 << (code - 1));
  }

  void stop() {
    write(0x0A, 0x00);
    write(0x10, 0x00);
    write(0x11, 0x00);
  }

  // Whole samples that wait in the FIFO. `overrun` tells that older ones were lost.
  int waiting(bool &overrun) {
    uint8_t status[2] = {0, 0};
    read(0x3A, status, 2);
    overrun = status[1] & 0x40;
    return ((status[1] & 0x07) << 8 | status[0]) / 6;
  }

  // Drop everything that waits: after an overrun the FIFO may begin within a sample.
  void restart() {
    uint8_t mode = 0;
    read(0x0A, &mode, 1);
    write(0x0A, uint8_t(mode & ~0x07));
    write(0x0A, mode);
  }

  void take(Sample &sample) {
    uint8_t raw[12];  // rate x, y, z, then acceleration x, y, z
    read(0x3E, raw, sizeof raw);
    for (int axis = 0; axis < 3; axis++) {
      sample.gyr[axis] = int16_t(raw[2 * axis] | raw[2 * axis + 1] << 8);
      sample.acc[axis] = int16_t(raw[6 + 2 * axis] | raw[7 + 2 * axis] << 8);
    }
  }

 private:
  static constexpr uint8_t kAddress = 0x6A;

  void write(uint8_t reg, uint8_t value) {
    Wire1.beginTransmission(kAddress);
    Wire1.write(reg);
    Wire1.write(value);
    Wire1.endTransmission();
  }

  void read(uint8_t reg, uint8_t *to, uint8_t count) {
    Wire1.beginTransmission(kAddress);
    Wire1.write(reg);
    Wire1.endTransmission(false);
    Wire1.requestFrom(kAddress, count);
    while (count-- && Wire1.available()) *to++ = uint8_t(Wire1.read());
  }
};
