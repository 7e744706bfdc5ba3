// Arduino Nano 33 BLE Sense Rev2 (BMI270), by the library Arduino_BMI270_BMM150 in continuous (FIFO) mode.
#pragma once

#include <Arduino.h>
#include <Arduino_BMI270_BMM150.h>

#include "packet.h"

class Imu {
 public:
  static constexpr float kAccG = 1.0f / 8192;         // +-4 g, set by the library
  static constexpr float kGyrDegS = 2000.0f / 32768;  // +-2000 deg/s

  bool begin() { return IMU.begin(); }

  // Start sampling; return the rate in Hz. The library offers one only.
  float start(uint16_t) {
    IMU.setContinuousMode();
    return IMU.accelerationSampleRate();
  }

  void stop() { IMU.oneShotMode(); }

  int waiting(bool &overrun) {
    overrun = false;  // the library does not tell
    return min(IMU.accelerationAvailable(), IMU.gyroscopeAvailable());
  }

  void restart() {}

  void take(Sample &sample) {
    float acc[3], gyr[3];
    IMU.readAcceleration(acc[0], acc[1], acc[2]);
    IMU.readGyroscope(gyr[0], gyr[1], gyr[2]);
    chipAxes(acc, kAccG, sample.acc);
    chipAxes(gyr, kGyrDegS, sample.gyr);
  }

 private:
  // The library turns (x, y, z) into (-y, -x, z), for accelerations and rates alike. That mirrors, and a mirrored
  // rate turns the wrong way; so it is undone, back to the right-handed axes of the chip.
  static void chipAxes(const float *value, float per_count, int16_t *counts) {
    const float chip[3] = {-value[1], -value[0], value[2]};
    for (int axis = 0; axis < 3; axis++) {
      counts[axis] = int16_t(constrain(lroundf(chip[axis] / per_count), -32768L, 32767L));
    }
  }
};
