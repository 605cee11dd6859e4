// SPDX-License-Identifier: MIT
// A call with oneself: what microphone and camera give goes to the server's media router and comes back. Where there is no
// router it goes through a connection of the page to itself.
import { ChatError } from '../api'
import type { OpName, Reply, Request } from '../protocol/codec'
import { picture, prefer, voice } from './codecs'
import { meterOf } from './meter'
import { slim } from './sections'

export interface Echo {
  level(): number // of what came back, 0 to 1
  way: 'page' | 'server'
  picture?: MediaStream // that came back
  rtt(): Promise<number | undefined> // ms to the server
  stop(): void
}

export interface EchoHost {
  request<O extends OpName>(op: O, request: Request<O>): Promise<Reply<O>>
  connection(): RTCPeerConnection
}

// The server answers, but nothing gets through to its port: UDP is blocked on the way.
export class Blocked extends Error {}

const WAIT_MS = 8_000

// `stream` stays the caller's. Fails where nothing gets through.
export async function openEcho(stream: MediaStream, host?: EchoHost): Promise<Echo> {
  if (host) {
    try {
      return await throughServer(stream, host)
    } catch (error) {
      if (!(error instanceof ChatError)) throw error // else it has no router, or not now
    }
  }
  return throughPage(stream)
}

async function throughServer(stream: MediaStream, host: EchoHost): Promise<Echo> {
  const pc = host.connection()
  const end = (): void => {
    pc.close()
    void host.request('call.test', {}).catch(() => undefined)
  }
  try {
    const sections = stream.getTracks().map((track) => {
      const transceiver = pc.addTransceiver(track, { direction: 'sendrecv' })
      prefer(transceiver, track.kind === 'audio' ? voice : picture)
      return { transceiver, source: track.kind === 'audio' ? ('audio' as const) : ('video' as const) }
    })
    const offer = await pc.createOffer()
    await pc.setLocalDescription(offer)
    const sends = sections.map(({ transceiver, source }) => ({ mid: transceiver.mid!, source }))
    const { sdp } = await host.request('call.test', { sdp: slim(offer.sdp ?? ''), sends, wants: sends.map((one) => ({ ...one, leg: 0 })) })
    await pc.setRemoteDescription({ type: 'answer', sdp: sdp ?? '' })
    await connected(pc)
    const came = (kind: string): MediaStreamTrack | undefined => sections.find(({ source }) => source === kind)?.transceiver.receiver.track
    const [sound, image] = [came('audio'), came('video')]
    const heard = sound && (await play(sound))
    return {
      way: 'server',
      level: () => heard?.level() ?? 0,
      ...(image ? { picture: new MediaStream([image]) } : {}),
      rtt: () => roundTrip(pc),
      stop: () => {
        heard?.stop()
        end()
      },
    }
  } catch (error) {
    end()
    throw error
  }
}

function connected(pc: RTCPeerConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Blocked('no way')), WAIT_MS)
    pc.onconnectionstatechange = () => {
      if (pc.connectionState !== 'connected' && pc.connectionState !== 'failed') return
      clearTimeout(timer)
      if (pc.connectionState === 'connected') resolve()
      else reject(new Blocked('no way'))
    }
  })
}

async function roundTrip(pc: RTCPeerConnection): Promise<number | undefined> {
  for (const one of (await pc.getStats()).values() as Iterable<{ type: string; nominated?: boolean; currentRoundTripTime?: number }>) {
    if (one.type === 'candidate-pair' && one.nominated && one.currentRoundTripTime !== undefined) return Math.max(1, Math.round(one.currentRoundTripTime * 1_000))
  }
  return undefined
}

async function play(track: MediaStreamTrack): Promise<{ level(): number; stop(): void }> {
  const player = new Audio()
  player.srcObject = new MediaStream([track])
  await player.play()
  const context = typeof AudioContext === 'undefined' ? undefined : new AudioContext()
  const meter = context && meterOf(context, track)
  return {
    level: () => meter?.read() ?? 0,
    stop: () => {
      meter?.stop()
      player.srcObject = null
      void context?.close()
    },
  }
}

async function throughPage(stream: MediaStream): Promise<Echo> {
  const [here, there] = [new RTCPeerConnection(), new RTCPeerConnection()]
  const close = (): void => {
    here.close()
    there.close()
  }
  try {
    const back = new Promise<MediaStreamTrack>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no way')), WAIT_MS)
      there.ontrack = ({ track }) => {
        clearTimeout(timer)
        resolve(track)
      }
    })
    back.catch(() => undefined) // told where it is waited for
    here.onicecandidate = ({ candidate }) => void there.addIceCandidate(candidate ?? undefined).catch(() => undefined)
    there.onicecandidate = ({ candidate }) => void here.addIceCandidate(candidate ?? undefined).catch(() => undefined)
    for (const track of stream.getAudioTracks()) here.addTrack(track, stream)
    await here.setLocalDescription(await here.createOffer())
    await there.setRemoteDescription(here.localDescription!)
    await there.setLocalDescription(await there.createAnswer())
    await here.setRemoteDescription(there.localDescription!)
    const heard = await play(await back)
    return {
      way: 'page',
      level: () => heard.level(),
      rtt: async () => undefined,
      stop: () => {
        heard.stop()
        close()
      },
    }
  } catch (error) {
    close()
    throw error
  }
}
