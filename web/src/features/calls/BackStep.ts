// SPDX-License-Identifier: MIT
// A step of the history for as long as it is mounted: the system's back button takes away what lies on top.
import { defineComponent } from 'vue'
import { useLayer } from '@/app/layer'

export default defineComponent({
  name: 'BackStep',
  emits: ['back'],
  setup(_props, { emit }) {
    useLayer(() => emit('back'))
    return () => null
  },
})
