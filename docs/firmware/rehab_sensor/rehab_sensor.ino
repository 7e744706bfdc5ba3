// Reference sketch of the open profile (docs/sensors.md) for the Seeed XIAO nRF52840 Sense and the Arduino Nano
// 33 BLE Sense Rev2. Needs the library ArduinoBLE; the Nano also Arduino_BMI270_BMM150.
//
// The sensor's FIFO collects the samples, so none is lost while the radio is busy; polling for single ones would
// miss some.

#include <ArduinoBLE.h>

#if defined(ARDUINO_ARDUINO_NANO33BLE)
#include "imu_nano.h"
#else
#include "imu_xiao.h"
#endif

BLEService service("67770001-4402-4dd3-8825-90bc08e39ca3");
BLECharacteristic data("67770002-4402-4dd3-8825-90bc08e39ca3", BLENotify, kPacketBytes);
BLECharacteristic info("67770003-4402-4dd3-8825-90bc08e39ca3", BLERead, 32);
BLECharacteristic control("67770004-4402-4dd3-8825-90bc08e39ca3", BLEWrite, 3);

Imu imu;
float rateHz = 104;
bool running = false;
uint16_t number = 0;      // of the next sample
uint32_t lastTakenUs = 0; // when the newest sample of the last packet was taken

void writeInfo() {
  const char name[] = "Rehab sensor";
  uint8_t value[12 + sizeof name - 1];
  const float numbers[3] = {rateHz, Imu::kAccG, Imu::kGyrDegS};
  memcpy(value, numbers, sizeof numbers);
  memcpy(value + sizeof numbers, name, sizeof name - 1);
  info.writeValue(value, sizeof value);
}

void start(uint16_t asked) {
  rateHz = imu.start(asked);
  running = true;
  number = 0;
  lastTakenUs = micros();
  writeInfo();
}

void stop() {
  imu.stop();
  running = false;
}

void onControl(BLEDevice, BLECharacteristic written) {
  const uint8_t *value = written.value();
  if (written.valueLength() == 3 && value[0] == 1) start(uint16_t(value[1] | value[2] << 8));
  if (written.valueLength() == 1 && value[0] == 0) stop();
}

void onDisconnect(BLEDevice) { stop(); }

void setup() {
  if (!imu.begin() || !BLE.begin()) {
    pinMode(LED_BUILTIN, OUTPUT);
    for (;;) {  // a blinking light: the motion sensor or the radio does not answer
      digitalWrite(LED_BUILTIN, millis() / 200 % 2);
    }
  }
  BLE.setLocalName("Rehab sensor");
  BLE.setAdvertisedService(service);
  service.addCharacteristic(data);
  service.addCharacteristic(info);
  service.addCharacteristic(control);
  BLE.addService(service);
  control.setEventHandler(BLEWritten, onControl);
  BLE.setEventHandler(BLEDisconnected, onDisconnect);
  writeInfo();
  BLE.advertise();
}

void loop() {
  BLE.poll();
  if (!running) return;
  bool overrun;
  const int waiting = imu.waiting(overrun);
  const uint32_t nowUs = micros();
  if (overrun) {
    // what was lost is counted, so that the program sees the gap
    imu.restart();
    number += uint16_t((nowUs - lastTakenUs) * 1e-6f * rateHz);
    lastTakenUs = nowUs;
    return;
  }
  if (waiting < kSamplesPerPacket) return;
  const float periodUs = 1e6f / rateHz;
  const uint32_t firstUs = nowUs - uint32_t((waiting - 1) * periodUs);
  Sample samples[kSamplesPerPacket];
  for (Sample &sample : samples) imu.take(sample);
  uint8_t packet[kPacketBytes];
  const int length = fillPacket(packet, samples, kSamplesPerPacket, number, firstUs);
  data.writeValue(packet, length);
  number += kSamplesPerPacket;
  lastTakenUs = firstUs + uint32_t((kSamplesPerPacket - 1) * periodUs);
}
